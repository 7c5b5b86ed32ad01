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

/** A host where every program gives the prepared answer; it keeps what was started and what was written. */
export function fakeHost(answer: (argv: readonly string[], namespace: string) => FakeAnswer) {
  const spawned: Spawned[] = []
  const spawn: Host['spawn'] = (namespace, argv, options): HostProcess => {
    const signals: string[] = []
    spawned.push({ namespace, argv, stdin: String(options?.stdin ?? ''), signals })
    const { stdout = '', stderr = '', exitCode = 0, hang = false } = answer(argv, namespace)
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
