#!/usr/bin/env node
import { keepCompiledModules } from './command/compile-cache.ts'
import type { Command } from './command/command.ts'
import { runCli } from './command/run-cli.ts'
import { capture } from './commands/capture.ts'
import { complete } from './commands/complete.ts'
import { completion } from './commands/completion.ts'
import { doctor } from './commands/doctor.ts'
import { exec } from './commands/exec.ts'
import { gc } from './commands/gc.ts'
import { graph } from './commands/graph.ts'
import { down } from './commands/down.ts'
import { init } from './commands/init.ts'
import { inspect } from './commands/inspect.ts'
import { ls } from './commands/ls.ts'
import { matrix } from './commands/matrix.ts'
import { ping } from './commands/ping.ts'
import { predict } from './commands/predict.ts'
import { render } from './commands/render.ts'
import { schema } from './commands/schema.ts'
import { report } from './commands/report.ts'
import { shell } from './commands/shell.ts'
import { trace } from './commands/trace.ts'
import { verify } from './commands/verify.ts'
import { up } from './commands/up.ts'

keepCompiledModules()
const commands: readonly Command[] = [
  up,
  down,
  ls,
  gc,
  capture,
  inspect,
  exec,
  shell,
  ping,
  graph,
  predict,
  trace,
  matrix,
  verify,
  report,
  render,
  init,
  doctor,
  schema,
  completion,
  complete(() => commands),
]
process.exitCode = await runCli(commands, process.argv.slice(2))
