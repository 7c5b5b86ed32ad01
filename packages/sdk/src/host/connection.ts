import { connect, type Socket } from 'node:net'
import { EngineError } from '../errors.ts'
import { untilAborted } from '../process/until-aborted.ts'
import { beforeDeadline } from './deadline.ts'
import type { Host } from './host.ts'
import { startRemote } from './remote-process.ts'
import type { Call, SupervisorInfo } from './supervisor/calls.ts'
import { writeRemote } from './remote-file.ts'
import { openExchange, type Exchange } from './wire/exchange.ts'

/** A connection to the supervisor of one lab: the lab's host, and the lab's state. */
export interface Connection extends Host {
  readonly accelerator: string
  info(): Promise<SupervisorInfo>
  /** The lab's state as saved last; `undefined` in a new lab. */
  readState(): Promise<unknown>
  saveState(state: unknown): Promise<void>
  /** Runs `change` while no other connection changes the lab; the signal ends the waiting for the turn, and not `change`. */
  exclusively<T>(change: () => Promise<T>, signal?: AbortSignal): Promise<T>
  detach(): Promise<void>
  destroy(): Promise<void>
  /** Ends the connection and the processes that it started; the lab stays. */
  close(): void
}

/**
 * Connects to a supervisor's socket.
 *
 * @param signal ends the connection, and waiting for it.
 * @throws EngineError when nobody listens there.
 */
export async function connectTo(path: string, signal?: AbortSignal): Promise<Connection> {
  const socket = await open(path, signal)
  const hold = (alive: boolean): void => void (alive ? socket.ref() : socket.unref())
  const destroy = (): void => void socket.destroy()
  const exchange = openExchange({ readable: socket, writable: socket, hold, destroy }, 'its supervisor', labGone)
  const ask = (): Promise<SupervisorInfo> => call<SupervisorInfo>(exchange, { method: 'info' })
  const info = await ask()
  const mostUntaken = info.tellsTaken === true ? undefined : Infinity
  return {
    kind: info.kind,
    kernel: info.kernel,
    accelerator: info.accelerator,
    spawn(namespace, argv, options = {}) {
      return startRemote(exchange, namespace, argv, options, mostUntaken)
    },
    write: (path, content) => writeRemote(exchange, path, content),
    info: ask,
    readState: async () => (await ask()).state,
    saveState: async (state) => void (await call(exchange, { method: 'save', state })),
    exclusively: async (change, signal) => {
      signal?.throwIfAborted()
      const unlock = (): Promise<void> => call<void>(exchange, { method: 'unlock' }).catch(() => {})
      const locked = call<void>(exchange, { method: 'lock' })
      await beforeDeadline(
        untilAborted(() => locked, signal),
        turn,
      ).catch((error: unknown) => {
        // A turn that comes to one who has given up would never end.
        locked.then(unlock, () => {})
        throw error
      })
      try {
        signal?.throwIfAborted()
        return await change()
      } finally {
        await unlock()
      }
    },
    detach: async () => void (await call(exchange, { method: 'detach' })),
    destroy: async () => {
      // A lab that is gone is as its owner wants it.
      if (exchange.lost !== undefined) return
      await call(exchange, { method: 'destroy' }).catch(() => {})
      await beforeDeadline(exchange.closed(), end)
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

function labGone(why: string): EngineError {
  return new EngineError(`the lab is gone: ${why}`, 'build it again: underlay up')
}

function open(path: string, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, ...(signal && { signal }) })
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => reject(labGone(`no supervisor answers at ${path}: ${error.message}`)))
  })
}

const end = {
  what: 'the end of the lab',
  timeoutMs: 10_000,
  lastSeen: () => 'its supervisor does not answer',
  fix: 'underlay down again, which then ends it without asking',
}

const turn = {
  what: 'a turn to change the lab',
  timeoutMs: 120_000,
  lastSeen: () => 'another script is changing this lab',
}
