import type { Writable } from 'node:stream'
import { LabError } from '../errors.ts'

/** Errors of a pipe whose reader has what it wants. */
const readerGone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']

/** Bytes that are written at once: who is waited for must take so many within the patience. */
const pieceBytes = 16 * 1024

/** A reader that goes on reading slowly is waited for so many times the patience. */
const longestPatiences = 5

/** Whether the bytes could be written, or nobody reads any more. */
export type Outcome = 'written' | 'closed'

/** A stream that somebody may stop reading at any time. It stays open. */
export interface ByteSink {
  /**
   * Writes, and waits until the stream has let go of it.
   *
   * @throws the stream's error, when it is not that its reader is gone.
   */
  write(bytes: Uint8Array | string): Promise<Outcome>
  /** From now on who takes nothing for so long is not waited for any more, and nobody for longer than five times that. */
  hurry(patienceMs: number): void
}

/**
 * @param onClosed told once, when nobody reads any more or the stream has failed; `isCut` when a reader that is still there
 * was not waited for any more.
 */
export function createByteSink(output: Writable, onClosed: (isCut: boolean) => void = () => {}): ByteSink {
  let failure: Error | undefined
  let closed = !output.writable
  let wake: (() => void) | undefined
  let patienceMs: number | undefined
  let untilMs = Infinity
  let patience: NodeJS.Timeout | undefined

  function close(isCut = false): void {
    if (closed) return
    closed = true
    wake?.()
    onClosed(isCut)
  }
  // It stays: what was written last may fail after everything else has ended.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerGone.includes(error.code ?? '')) failure ??= error
    close()
  })
  output.once('close', () => close())
  if (closed) onClosed(false)

  function outcome(): Outcome {
    if (failure !== undefined) {
      const fix = 'see that there is room where they go'
      throw new LabError(`the packets could not be written: ${failure.message}`, fix, { cause: failure })
    }
    return closed ? 'closed' : 'written'
  }
  function wait(): void {
    clearTimeout(patience)
    if (patienceMs === undefined || wake === undefined) return
    const restMs = Math.max(0, untilMs - performance.now())
    patience = setTimeout(() => close(true), Math.min(patienceMs, restMs))
  }
  async function writePiece(piece: Uint8Array): Promise<void> {
    if (closed) return
    await new Promise<void>((resolve) => {
      wake = resolve
      wait()
      output.write(piece, () => resolve())
    })
    wake = undefined
    clearTimeout(patience)
  }

  return {
    async write(bytes) {
      const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
      for (let from = 0; from < all.length; from += pieceBytes) {
        await writePiece(all.subarray(from, from + pieceBytes))
      }
      return outcome()
    },
    hurry(forMs) {
      patienceMs = forMs
      untilMs = performance.now() + longestPatiences * forMs
      wait()
    },
  }
}
