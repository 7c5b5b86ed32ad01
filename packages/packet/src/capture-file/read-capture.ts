import type { CaptureFile } from './capture-file.ts'
import { createCaptureStream } from './capture-stream.ts'

/**
 * Reads a capture file: pcap in both byte orders with micro- or nanoseconds, also "modified" and Ixia's, or pcapng with
 * any number of sections and interfaces. A file that ends in the middle of a packet keeps the whole packets before it.
 *
 * @throws PcapFormatError when the bytes are no capture, or a length in it cannot be: a packet above 262144 bytes,
 * a block above 16 MiB.
 * @example
 * ```ts
 * const { interfaces, packets, truncated } = readCapture(await readFile('cross.pcapng'))
 * ```
 * @see {@link streamCapture} for files that are too large for memory
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function readCapture(bytes: Uint8Array): CaptureFile {
  const stream = createCaptureStream()
  const packets = stream.push(bytes)
  const truncated = stream.end()
  // The end of a file without a header is refused.
  const facts = stream.facts ?? { format: 'pcapng', interfaces: [] }
  return { ...facts, packets, ...(truncated && { truncated }) }
}
