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
 * applied at once are asked for one by one, each in its namespace.
 */
export function fakeHost(answer: (argv: readonly string[], namespace: string) => FakeAnswer) {
  const spawned: Spawned[] = []
  const spawn: Host['spawn'] = (namespace, argv, options): HostProcess => {
    const signals: string[] = []
    const stdin = String(options?.stdin ?? '')
    const plans = argv[0] === '/underlay/apply.pl' ? partsOf(stdin) : [{ namespace, stdin }]
    const answers = plans.map((plan) => {
      spawned.push({ namespace: plan.namespace, argv, stdin: plan.stdin, signals })
      return answer(argv, plan.namespace)
    })
    const failed = answers.findIndex((one) => (one.exitCode ?? 0) !== 0)
    const chosen = answers[Math.max(failed, 0)] ?? {}
    const { stdout = '', exitCode = 0, hang = false } = chosen
    const stderr =
      argv[0] === '/underlay/apply.pl' && failed >= 0 ? `at ${failed} 0\n${chosen.stderr}` : (chosen.stderr ?? '')
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    streams.stdout.write(stdout)
    streams.stderr.write(stderr)
    const ended = new Promise<HostExit>((resolve) => void setTimeout(() => resolve({ exitCode }), 5))
    return {
      ...streams,
      exited: hang ? new Promise<HostExit>(() => {}) : ended,
      write: () => {},
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

/** The plans that stand on the standard input of `apply.pl`. */
export function partsOf(stdin: string): { readonly namespace: string; readonly stdin: string }[] {
  return stdin
    .replaceAll(/^then\n/gm, '')
    .split(/^in (?=\S*$)/m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { namespace: part.slice(0, end), stdin: part.slice(end + 1) }
    })
}

/** The instructions that plans carried out in a namespace. */
export function appliedIn(spawned: readonly Spawned[], namespace: string): readonly string[] {
  const plans = spawned.filter((one) => one.argv[0] === '/underlay/apply.pl' && one.namespace === namespace)
  return plans.flatMap(({ stdin }) => stdin.trim().split('\n'))
}
