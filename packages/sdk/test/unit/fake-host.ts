import { PassThrough } from 'node:stream'
import type { Host, HostExit, HostProcess } from '../../src/host/host.ts'

export interface Spawned {
  readonly namespace: string
  readonly argv: readonly string[]
  readonly stdin: string
  readonly signals: string[]
}

/** How a program on the fake host ends; `hang` never does by itself. */
export interface FakeAnswer {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
  readonly hang?: boolean
}

/**
 * A host where every program gives the prepared answer; it keeps what was started and what was written. Plans that are
 * applied at once are asked for one by one, each in its namespace; `exec` lines as the programs that they start.
 */
export function fakeHost(answer: (argv: readonly string[], namespace: string) => FakeAnswer) {
  const spawned: Spawned[] = []
  const spawn: Host['spawn'] = (where, given, options): HostProcess => {
    const signals: string[] = []
    const ask = ({ namespace, argv, stdin }: Omit<Spawned, 'signals'>): FakeAnswer => {
      spawned.push({ namespace, argv, stdin, signals })
      return answer(argv, namespace)
    }
    const {
      stdout = '',
      stderr = '',
      exitCode = 0,
      hang = false,
    } = runOn(where, given, String(options?.stdin ?? ''), ask)
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    streams.stdout.write(stdout)
    streams.stderr.write(stderr)
    const ended = new Promise<HostExit>((resolve) => void setTimeout(() => resolve({ exitCode }), 5))
    return {
      ...streams,
      exited: hang ? new Promise<HostExit>(() => {}) : ended,
      write: async () => {},
      end: () => {},
      kill: (signal) => void signals.push(signal),
      resize: () => {},
    }
  }
  const written = new Map<string, string>()
  const write: Host['write'] = async (path, content) => void written.set(path, String(content))
  const host: Host = { kind: 'microvm', kernel: '6.1.0-fake', spawn, write }
  return { host, spawned, written }
}

function runOn(
  where: string,
  argv: readonly string[],
  stdin: string,
  ask: (program: Omit<Spawned, 'signals'>) => FakeAnswer,
): FakeAnswer {
  if (argv[0] === '/underlay/exec-line.pl') {
    const line = argv.slice(argv.indexOf('--') + 1)
    return ask({ namespace: argv[1] ?? '', argv: line, stdin })
  }
  if (argv[0] !== '/underlay/apply.pl') return ask({ namespace: where, argv, stdin })
  const failures = plansOf(stdin).flatMap(({ namespace, instructions }, plan) => {
    const failed: readonly [FakeAnswer, number] = areExecLines(instructions)
      ? firstRefused(instructions, (line) => ask({ namespace, argv: ['ip', ...line], stdin: '' }))
      : [ask({ namespace, argv, stdin: `${instructions.join('\n')}\n` }), 0]
    const [{ exitCode = 0, stderr = '' }, instruction] = failed
    return exitCode === 0 ? [] : [{ exitCode, stderr: `at ${plan} ${instruction}\n${stderr}` }]
  })
  return failures[0] ?? {}
}

const thereAlready = /File exists|already assigned/

/** Asks for `exec` lines one by one; an `again` line may add what is there. */
function firstRefused(
  instructions: readonly string[],
  ask: (words: readonly string[]) => FakeAnswer,
): readonly [FakeAnswer, number] {
  for (const [index, instruction] of instructions.entries()) {
    const [verb, ...words] = instruction.split(' ')
    const outcome = ask(words)
    const tolerated = verb === 'again' && thereAlready.test(outcome.stderr ?? '')
    if ((outcome.exitCode ?? 0) !== 0 && !tolerated) return [outcome, index]
  }
  return [{}, 0]
}

// The plans of the fabric replace or set; the lines of the tests' topologies add addresses first.
function areExecLines([first = '']: readonly string[]): boolean {
  return /^(ip|again) addr add /.test(first)
}

/** The plans that stand on the standard input of `apply.pl`. */
function plansOf(stdin: string): { readonly namespace: string; readonly instructions: readonly string[] }[] {
  return stdin
    .replaceAll(/^then\n/gm, '')
    .split(/^in (?=\S*$)/m)
    .slice(1)
    .map((part) => {
      const [namespace = '', ...instructions] = part.trimEnd().split('\n')
      return { namespace, instructions }
    })
}

/** The instructions that plans carried out in a namespace. */
export function appliedIn(spawned: readonly Spawned[], namespace: string): readonly string[] {
  const plans = spawned.filter((one) => one.argv[0] === '/underlay/apply.pl' && one.namespace === namespace)
  return plans.flatMap(({ stdin }) => stdin.trim().split('\n'))
}
