import type { Readable, Writable } from 'node:stream'
import type { EngineError } from '../../errors.ts'
import { encodeFrame, frameReader, type Frame } from './frame.ts'

/** Conversations over one byte stream to a supervisor or an agent, each with an id of its own. */
export interface Exchange {
  /** Why the other end cannot be reached any more. */
  readonly lost: EngineError | undefined
  /**
   * Begins a conversation with a frame.
   *
   * @param onFrame gets every frame of it; it is over when that returns true.
   * @param onLost gets the reason when the other end is lost before.
   */
  begin(
    type: string,
    payload: string | Uint8Array,
    onFrame: (frame: Frame) => boolean,
    onLost: (e: Error) => void,
  ): number
  /** Waits for what the other end says first, of itself. */
  expect(onFrame: (frame: Frame) => void, onLost: (e: Error) => void): void
  /** Sends another frame in a conversation. */
  send(type: string, id: number, payload?: string | Uint8Array): void
  /** Settles when the stream is closed; waiting for it keeps this process alive. */
  closed(): Promise<void>
  close(): void
}

/** A byte stream in both directions. */
export interface ByteStream {
  readonly readable: Readable
  readonly writable: Writable
  /** Whether the stream keeps this process alive. */
  hold(alive: boolean): void
  /** Ends it in both directions. */
  destroy(): void
}

/**
 * Begins an exchange over a byte stream. An idle exchange does not keep a script alive.
 *
 * @param end who ends the stream, for the message when it does: `its supervisor`.
 * @param lossOf the error for a loss, from why it came.
 */
export function openExchange(
  { readable, writable, hold, destroy }: ByteStream,
  end: string,
  lossOf: (why: string) => EngineError,
): Exchange {
  const receivers = new Map<number, { onFrame: (frame: Frame) => boolean; onLost: (error: Error) => void }>()
  const closed = new Promise<void>((resolve) => readable.once('close', () => resolve()))
  let nextId = 1
  let lost: EngineError | undefined

  const fail = (why: string): void => {
    lost ??= lossOf(why)
    for (const { onLost } of receivers.values()) onLost(lost)
    receivers.clear()
  }
  const read = frameReader((frame) => {
    if (frame.type === 'Q') return fail(frame.payload.toString())
    if (receivers.get(frame.id)?.onFrame(frame) !== true) return
    receivers.delete(frame.id)
    if (receivers.size === 0) hold(false)
  })
  readable.on('data', (chunk) => {
    try {
      read(chunk as Buffer)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      fail(`${end} sent ${error.message}`)
      destroy()
    }
  })
  for (const stream of [readable, writable]) stream.on('error', () => {})
  readable.on('close', () => fail(`${end} ended`))
  hold(false)

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
      hold(true)
      writable.write(encodeFrame(type, id, payload))
      return id
    },
    expect(onFrame, onLost) {
      const first = (frame: Frame): boolean => {
        onFrame(frame)
        return true
      }
      receivers.set(0, { onFrame: first, onLost })
      hold(true)
    },
    send(type, id, payload) {
      if (lost === undefined) writable.write(encodeFrame(type, id, payload))
    },
    closed() {
      hold(true)
      return closed
    },
    close: destroy,
  }
}
