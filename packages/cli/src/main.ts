#!/usr/bin/env node
import { keepCompiledModules } from './command/compile-cache.ts'
import { runCli } from './command/run-cli.ts'
import { render } from './commands/render.ts'

keepCompiledModules()
process.exitCode = await runCli([render], process.argv.slice(2))
