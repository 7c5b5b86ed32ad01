import { EngineError, LabError } from '../errors.ts'
import { beforeDeadline } from './deadline.ts'
import type { Host } from './host.ts'
import { startRemote } from './remote-process.ts'
import type { Call, SupervisorInfo } from './supervisor/calls.ts'
import { openExchange, type Exchange } from './wire/exchange.ts'

/** A connection to the supervisor of one lab: the lab's host, and the lab's state. */
export interface Connection extends Host {
  readonly accelerator: string
  /** The lab's state as saved last; `undefined` in a new lab. */
  readState(): Promise<unknown>
  saveState(state: unknown): Promise<void>
  /** Runs `change` while no other connection changes the lab. */
  exclusively<T>(change: () => Promise<T>): Promise<T>
  detach(): Promise<void>
  destroy(): Promise<void>
  /** Ends the connection and the processes that it started; the lab stays. */
  close(): void
}

/**
 * Connects to a supervisor's socket.
 *
 * @throws EngineError when nobody listens there.
 */
export async function connectTo(path: string): Promise<Connection> {
  const exchange = await openExchange(path)
  const info = await call<SupervisorInfo>(exchange, { method: 'info' })
  return {
    kind: 'microvm',
    kernel: info.kernel,
    accelerator: info.accelerator,
    spawn(namespace, argv, options = {}) {
      refuseNul([namespace, ...argv])
      return startRemote(exchange, namespace, argv, options)
    },
    write: (path, content) => writeFile(exchange, path, content),
    readState: async () => (await call<SupervisorInfo>(exchange, { method: 'info' })).state,
    saveState: async (state) => void (await call(exchange, { method: 'save', state })),
    exclusively: async (change) => {
      await beforeDeadline(call(exchange, { method: 'lock' }), turn)
      try {
        return await change()
      } finally {
        await call(exchange, { method: 'unlock' }).catch(() => {})
      }
    },
    detach: async () => void (await call(exchange, { method: 'detach' })),
    destroy: async () => {
      // A lab that is gone is as its owner wants it.
      if (exchange.lost !== undefined) return
      await call(exchange, { method: 'destroy' }).catch(() => {})
      await exchange.closed()
    },
    close: () => exchange.close(),
  }
}

function call<T>(exchange: Exchange, request: Call): Promise<T> {
  return new Promise((resolve, reject) => {
    exchange.begin(
      'C',
      JSON.stringify(request),
      ({ payload }) => {
        resolve((JSON.parse(payload.toString()) as { value: T }).value)
        return true
      },
      reject,
    )
  })
}

async function writeFile(exchange: Exchange, path: string, content: string | Uint8Array): Promise<void> {
  refuseNul([path])
  const payload = Buffer.concat([Buffer.from(`${path}\0`), Buffer.from(content)])
  return new Promise((resolve, reject) => {
    let problem = ''
    const onFrame = (frame: { readonly type: string; readonly payload: Buffer }): boolean => {
      if (frame.type === 'R') problem = frame.payload.toString().trim()
      if (frame.type !== 'X') return false
      if (problem === '') resolve()
      else reject(new EngineError(problem))
      return true
    }
    exchange.begin('F', payload, onFrame, reject)
  })
}

// NUL parts what travels in one frame.
function refuseNul(texts: readonly string[]): void {
  const invalid = texts.find((text) => text.includes('\0'))
  if (invalid !== undefined) throw new LabError(`an argument has a NUL byte: ${JSON.stringify(invalid)}`)
}

const turn = {
  what: 'a turn to change the lab',
  timeoutMs: 120_000,
  lastSeen: () => 'another script is changing this lab',
}
