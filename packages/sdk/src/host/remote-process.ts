import { PassThrough } from 'node:stream'
import { debuglog } from 'node:util'
import type { HostExit, HostProcess, HostSignal, SpawnOptions } from './host.ts'
import { refuseNul } from './remote-file.ts'
import type { Exchange } from './wire/exchange.ts'
import type { Frame } from './wire/frame.ts'
import { openWindow } from './wire/window.ts'

// NODE_DEBUG=underlay shows each command in the lab and how long it took.
const debug = debuglog('underlay')

const signalNumbers: Readonly<Record<HostSignal, number>> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGPIPE: 13,
  SIGTERM: 15,
  SIGCONT: 18,
  SIGSTOP: 19,
}

const bufferBytes = 1 << 20

/**
 * Starts a program in a namespace of the lab and streams what it says.
 *
 * @param mostUntakenBytes of its input under way before `write` waits, default a MiB; Infinity where nobody tells what was taken.
 */
export function startRemote(
  exchange: Exchange,
  namespace: string,
  argv: readonly string[],
  options: SpawnOptions,
  mostUntakenBytes?: number,
): HostProcess {
  refuseNul([namespace, ...argv])
  const stdout = new PassThrough({ highWaterMark: bufferBytes })
  const stderr = new PassThrough({ highWaterMark: bufferBytes })
  const input = openWindow(mostUntakenBytes)
  const startMs = performance.now()
  let id = 0
  const endAll = (): void => {
    input.close()
    stdout.end()
    stderr.end()
  }
  const exited = new Promise<HostExit>((resolve, reject) => {
    const onFrame = ({ type, payload }: Frame): boolean => {
      if (type === 'O') stdout.write(payload)
      if (type === 'R') stderr.write(payload)
      if (type === 'A') input.taken(Number(payload.toString()))
      if (type !== 'X') return false
      endAll()
      const [code = 0, signal = 0] = payload.toString().split('\0').map(Number)
      debug('%s: %s: %d ms', namespace, argv.join(' '), Math.round(performance.now() - startMs))
      resolve({ exitCode: signal === 0 ? code : 128 + signal })
      return true
    }
    const flags = options.terminal === true ? 't' : '-'
    id = exchange.begin('S', [flags, namespace, ...argv].join('\0'), onFrame, (error) => {
      endAll()
      reject(error)
    })
  })
  const write = (bytes: string | Uint8Array): Promise<void> => {
    exchange.send('I', id, bytes)
    return input.given(Buffer.byteLength(bytes))
  }
  // Whoever does not wait for the end is not to be stopped by it.
  exited.catch(() => {})
  if (options.stdin !== undefined) {
    if (options.stdin.length > 0) void write(options.stdin)
    exchange.send('E', id)
  }
  return {
    stdout,
    stderr,
    exited,
    write,
    end: () => exchange.send('E', id),
    kill: (signal) => exchange.send('K', id, String(signalNumbers[signal])),
    resize: (rows, columns) => exchange.send('W', id, `${rows}\0${columns}`),
  }
}
