import type { CaptureFacts, Packet, Truncation } from './capture-file.ts'
import { createCaptureStream } from './capture-stream.ts'

/** A capture that is read while it is iterated. */
export interface StreamedCapture extends AsyncIterable<Packet> {
  /** What is known up to now besides packets: interfaces, comments, names; undefined before the first packet is read. */
  readonly facts: CaptureFacts | undefined
  /** Present after the last packet, when the capture ends in the middle of another. */
  readonly truncated: Truncation | undefined
}

/**
 * The packets of a capture of any size, one by one: memory holds one chunk. A packet's bytes are a view of its chunk;
 * copy those that are kept (`bytes.slice()`), for each keeps a whole chunk in memory otherwise.
 *
 * @param chunks the file's bytes in any cut: a Node or web stream, or an array. It is read once.
 * @throws PcapFormatError from the iteration, after the packets before that place, when the bytes are no capture.
 * @example
 * ```ts
 * const capture = streamCapture(createReadStream('large.pcapng'))
 * for await (const packet of capture) if (packet.originalLength > 1500) console.log(packet.number)
 * console.log(capture.facts?.interfaces, capture.truncated)
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function streamCapture(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): StreamedCapture {
  const stream = createCaptureStream()
  let truncated: Truncation | undefined
  return {
    get facts() {
      return stream.facts
    },
    get truncated() {
      return truncated
    },
    async *[Symbol.asyncIterator]() {
      for await (const chunk of chunks) for (const packet of stream.push(chunk)) yield packet
      truncated = stream.end()
    },
  }
}
