#!/usr/bin/env node
import { runCli } from './command/run-cli.ts'
import { render } from './commands/render.ts'

process.exitCode = await runCli([render], process.argv.slice(2))
