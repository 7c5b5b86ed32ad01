import { connect, type Socket } from 'node:net'
import { EngineError } from '../../errors.ts'
import { encodeFrame, frameReader, type Frame } from './frame.ts'

/** Conversations over one socket to a supervisor, each with an id of its own. */
export interface Exchange {
  /** Why the supervisor cannot be reached any more. */
  readonly lost: EngineError | undefined
  /**
   * Begins a conversation with a frame.
   *
   * @param onFrame gets every frame of it; it is over when that returns true.
   * @param onLost gets the reason when the supervisor is lost before.
   */
  begin(
    type: string,
    payload: string | Uint8Array,
    onFrame: (frame: Frame) => boolean,
    onLost: (e: Error) => void,
  ): number
  /** Sends another frame in a conversation. */
  send(type: string, id: number, payload?: string | Uint8Array): void
  /** Settles when the socket is closed; waiting for it keeps this process alive. */
  closed(): Promise<void>
  close(): void
}

/**
 * Opens an exchange with the supervisor that listens at `path`. An idle exchange does not keep a script alive.
 *
 * @throws EngineError when nobody listens there.
 */
export async function openExchange(path: string): Promise<Exchange> {
  const socket = await open(path)
  const receivers = new Map<number, { onFrame: (frame: Frame) => boolean; onLost: (error: Error) => void }>()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let nextId = 1
  let lost: EngineError | undefined

  const fail = (why: string): void => {
    lost ??= new EngineError(`the lab is gone: ${why}`, 'build it again (examples/01-setup-env.mts)')
    for (const { onLost } of receivers.values()) onLost(lost)
    receivers.clear()
  }
  const read = frameReader((frame) => {
    if (frame.type === 'Q') return fail(frame.payload.toString())
    if (receivers.get(frame.id)?.onFrame(frame) !== true) return
    receivers.delete(frame.id)
    if (receivers.size === 0) socket.unref()
  })
  socket.on('data', (chunk) => {
    try {
      read(chunk as Buffer)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      fail(`its supervisor sent ${error.message}`)
      socket.destroy()
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => fail('its supervisor ended'))
  socket.unref()

  return {
    get lost() {
      return lost
    },
    begin(type, payload, onFrame, onLost) {
      const id = nextId++
      if (lost !== undefined) {
        onLost(lost)
        return id
      }
      receivers.set(id, { onFrame, onLost })
      socket.ref()
      socket.write(encodeFrame(type, id, payload))
      return id
    },
    send(type, id, payload) {
      if (lost === undefined) socket.write(encodeFrame(type, id, payload))
    },
    closed() {
      socket.ref()
      return closed
    },
    close: () => void socket.destroy(),
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => reject(new EngineError(`no supervisor answers at ${path}: ${error.message}`)))
  })
}
