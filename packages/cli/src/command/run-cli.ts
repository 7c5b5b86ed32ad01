import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Command } from './command.ts'
import { commandHelp, overview } from './help.ts'
import { nextStep } from './next-step.ts'
import { shellText } from './shell-text.ts'
import { UsageError } from './usage-error.ts'

const drainMs = 1000
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs the command that the arguments name.
 *
 * @returns the exit code: 0 pass, 1 fail, 2 nothing usable, 130 and 143 after a signal
 */
export async function runCli(commands: readonly Command[], argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort(name))
  // Whoever reads the output may have seen enough.
  process.stdout.on('error', () => {})
  let code: number
  let endedByItself = false
  try {
    code = await dispatch(commands, argv, interrupt.signal)
    endedByItself = commands.find(({ name }) => name === argv[0])?.endsByInterrupt === true
  } catch (error) {
    code = interrupt.signal.aborted ? 1 : explain(error, argv)
  }
  if (!interrupt.signal.aborted || (endedByItself && interrupt.signal.reason === 'SIGINT')) return code
  process.stderr.write('stopped\n')
  code = interrupt.signal.reason === 'SIGTERM' ? exitCodes.SIGTERM : exitCodes.SIGINT
  // What is not waited for any more, such as a server that does not answer, would keep us.
  setTimeout(() => process.exit(code), drainMs).unref()
  return code
}

async function dispatch(commands: readonly Command[], argv: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...own] = argv
  if (name === 'help' && own[0] !== undefined) return dispatch(commands, [own[0], '--help'], signal)
  if (name === '--version') {
    process.stdout.write(`${version()}\n`)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const help = await overview(commands)
    ;(name === undefined ? process.stderr : process.stdout).write(`${help}\n`)
    return name === undefined ? 2 : 0
  }
  const found = commands.find((each) => each.name === name)
  if (found === undefined) throw await unknownCommand(commands, name)
  const end = own.indexOf('--')
  const given = end === -1 ? own : own.slice(0, end)
  if (given.includes('--help') || given.includes('-h')) {
    process.stdout.write(await commandHelp(found))
    return 0
  }
  return found.run(given, end === -1 ? { signal } : { signal, rest: own.slice(end + 1) })
}

function version(): string {
  return String(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version)
}

// What other tools call them.
const habits: Readonly<Record<string, string>> = {
  deploy: 'up',
  create: 'up',
  destroy: 'down',
  delete: 'down',
  list: 'ls',
  version: '--version',
  '-v': '--version',
}

async function unknownCommand(commands: readonly Command[], name: string): Promise<UsageError> {
  // Slow to load, and only here.
  const { suggest } = await import('@underlay/sdk')
  const known = commands.map((each) => each.name)
  const near = Object.hasOwn(habits, name) ? habits[name] : suggest(name, known)
  return new UsageError(`there is no command ${name}`, near === undefined ? 'underlay --help' : `did you mean ${near}?`)
}

/** What has a text for people of its own is a mistake that they can mend; of anything else the stack is needed. */
function explain(error: unknown, argv: readonly string[]): number {
  const typed = error instanceof Error && inspect.custom in error
  const next = typed ? nextStep(error, argv) : undefined
  const said = typed ? shellText(error.message, argv) : inspect(error)
  process.stderr.write(`${harmless(next === undefined ? said : `${said}\n  ${next}`)}\n`)
  return typed ? 2 : 1
}

// Messages quote documents, programs and servers.
function harmless(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}
