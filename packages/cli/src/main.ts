#!/usr/bin/env node
import { keepCompiledModules } from './command/compile-cache.ts'
import type { Command } from './command/command.ts'
import { runCli } from './command/run-cli.ts'
import { complete } from './commands/complete.ts'
import { completion } from './commands/completion.ts'
import { init } from './commands/init.ts'
import { render } from './commands/render.ts'
import { verify } from './commands/verify.ts'

keepCompiledModules()
const commands: readonly Command[] = [verify, render, init, completion, complete(() => commands)]
process.exitCode = await runCli(commands, process.argv.slice(2))
