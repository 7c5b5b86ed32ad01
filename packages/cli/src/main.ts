#!/usr/bin/env node
import { keepCompiledModules } from './command/compile-cache.ts'
import { runCli } from './command/run-cli.ts'
import { init } from './commands/init.ts'
import { render } from './commands/render.ts'

keepCompiledModules()
process.exitCode = await runCli([render, init], process.argv.slice(2))
