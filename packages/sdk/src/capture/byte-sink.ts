import type { Writable } from 'node:stream'
import { LabError } from '../errors.ts'

/** Errors of a pipe whose reader has what it wants. */
const readerGone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']

/** Whether the bytes could be written, or nobody reads any more. */
export type Outcome = 'written' | 'closed'

/** A stream that somebody may stop reading at any time. It stays open. */
export interface ByteSink {
  /**
   * Writes, and waits until there is room for more.
   *
   * @throws the stream's error, when it is not that its reader is gone.
   */
  write(bytes: Uint8Array | string): Promise<Outcome>
  /** The same, and waits until the stream has let go of it. */
  flush(bytes: Uint8Array | string): Promise<Outcome>
  /** From now on nobody is waited for. */
  abandon(): void
}

/** @param onClosed told once, when nobody reads any more or the stream has failed. */
export function createByteSink(output: Writable, onClosed: () => void = () => {}): ByteSink {
  let failure: Error | undefined
  let closed = !output.writable
  let wake: (() => void) | undefined

  function close(): void {
    if (closed) return
    closed = true
    wake?.()
    onClosed()
  }
  // It stays: what was written last may fail after everything else has ended.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerGone.includes(error.code ?? '')) failure ??= error
    close()
  })
  output.once('close', close)
  if (closed) onClosed()

  function outcome(): Outcome {
    if (failure !== undefined) {
      const fix = 'see that there is room where they go'
      throw new LabError(`the packets could not be written: ${failure.message}`, fix, { cause: failure })
    }
    return closed ? 'closed' : 'written'
  }
  async function waiting(begin: (done: () => void) => void): Promise<Outcome> {
    if (!closed) {
      await new Promise<void>((resolve) => {
        wake = resolve
        begin(resolve)
      })
    }
    return outcome()
  }

  return {
    write: (bytes) =>
      waiting((done) => {
        if (bytes.length === 0 || output.write(bytes)) done()
        else output.once('drain', done)
      }),
    flush: (bytes) => waiting((done) => void output.write(bytes, () => done())),
    abandon: close,
  }
}
