import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Endpoint } from '../cluster/cluster.ts'
import type { HostProcess, HostSignal } from '../host/host.ts'

/** What a program at a place is given. */
export interface ExecOptions {
  /** Passed on while the program runs; default nothing. */
  readonly stdin?: Readable
  /** Default this process's own; neither is ended. */
  readonly stdout?: Writable
  readonly stderr?: Writable
  /** Ends the program, by SIGTERM where that is the reason, else by SIGINT; by SIGKILL when it has not ended 2 s later. */
  readonly signal?: AbortSignal
}

const graceMs = 2000

// Whoever writes more than is read waits meanwhile: nobody on the way keeps it for him.
const mostUnreadBytes = 4 * 1024 * 1024

/**
 * Runs a program at a place to its end, with its streams connected to those of this process. When nobody reads its
 * output any more it gets SIGPIPE.
 *
 * @param argv the program and its arguments; no shell reads them.
 * @returns the exit code, 128 and its number after a signal; 127 when there is no such program.
 * @throws UnknownNameError when there is no such place.
 * @example
 * const exitCode = await exec(cluster.node('worker2'), ['ip', 'route', 'get', '10.1.5.10'])
 */
export async function exec(
  { cluster, place }: Pick<Endpoint, 'cluster' | 'place'>,
  argv: readonly string[],
  { stdin, stdout = process.stdout, stderr = process.stderr, signal }: ExecOptions = {},
): Promise<number> {
  signal?.throwIfAborted()
  const program = await cluster.internals.spawn(place, argv, stdin === undefined ? { stdin: '' } : {})
  let killing: NodeJS.Timeout | undefined
  const end = (by: HostSignal): void => {
    program.kill(by)
    // One that is stopped would not notice.
    program.kill('SIGCONT')
    killing ??= setTimeout(() => program.kill('SIGKILL'), graceMs)
  }
  const interrupt = (): void => end(signal?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
  signal?.addEventListener('abort', interrupt)
  const gate = gateOf(program)
  const disconnect = [
    passOn(program.stdout, stdout, gate, () => end('SIGPIPE')),
    passOn(program.stderr, stderr, gate, () => end('SIGPIPE')),
    stdin === undefined ? () => {} : feed(program, stdin),
  ]
  try {
    const { exitCode } = await program.exited
    // Its last words may still be on their way.
    await Promise.all([program.stdout, program.stderr].map((stream) => finished(stream, { writable: false })))
    return exitCode
  } finally {
    clearTimeout(killing)
    signal?.removeEventListener('abort', interrupt)
    for (const each of disconnect) each()
  }
}

/** Stops a program as long as one of its readers is behind. */
interface Gate {
  behind(reader: Writable): void
  caughtUp(reader: Writable): void
}

function gateOf(program: HostProcess): Gate {
  const late = new Set<Writable>()
  return {
    behind(reader) {
      if (late.size === 0) program.kill('SIGSTOP')
      late.add(reader)
    },
    caughtUp(reader) {
      if (late.delete(reader) && late.size === 0) program.kill('SIGCONT')
    },
  }
}

function passOn(from: Readable, to: Writable, gate: Gate, onClosed: () => void): () => void {
  const drained = (): void => gate.caughtUp(to)
  from.on('data', (bytes: Buffer) => {
    to.write(bytes)
    if (to.writableLength >= mostUnreadBytes) gate.behind(to)
  })
  to.on('drain', drained).on('error', onClosed)
  return () => {
    to.off('drain', drained).off('error', onClosed)
  }
}

function feed(program: HostProcess, stdin: Readable): () => void {
  let isOver = false
  // Whoever reads slowly is waited for: nobody on the way keeps it for him.
  const write = (bytes: Buffer): void => {
    stdin.pause()
    void program.write(bytes).then(() => isOver || stdin.resume())
  }
  const end = (): void => program.end()
  stdin.on('data', write).on('end', end).on('error', end)
  return () => {
    isOver = true
    stdin.off('data', write).off('end', end).off('error', end).pause()
  }
}
