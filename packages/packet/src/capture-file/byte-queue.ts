/** Bytes that arrive at one end and leave at the other. */
export interface ByteQueue {
  /** Bytes that wait. */
  readonly length: number
  /** Bytes that have left, from the start. */
  readonly taken: number
  readonly append: (chunk: Uint8Array) => void
  /** The waiting bytes, valid until the next append. */
  readonly view: () => DataView
  /** Removes `count` bytes, at most `length`, and gives a copy of them. */
  readonly take: (count: number) => Uint8Array
}

/** A queue over one buffer that grows by doubling, so that tiny chunks cost no more than their bytes. */
export function createByteQueue(): ByteQueue {
  let buffer = new Uint8Array(4096)
  let start = 0
  let end = 0
  let taken = 0

  function makeRoom(count: number): void {
    if (end + count <= buffer.length) return
    const waiting = end - start
    const fits = waiting + count <= buffer.length / 2
    const target = fits ? buffer : new Uint8Array(Math.max(2 * buffer.length, 2 * (waiting + count)))
    target.set(buffer.subarray(start, end))
    buffer = target
    start = 0
    end = waiting
  }

  return {
    get length() {
      return end - start
    },
    get taken() {
      return taken
    },
    append(chunk) {
      makeRoom(chunk.length)
      buffer.set(chunk, end)
      end += chunk.length
    },
    view: () => new DataView(buffer.buffer, start, end - start),
    take(count) {
      const bytes = buffer.slice(start, start + count)
      start += count
      taken += count
      return bytes
    },
  }
}
