import { u32 } from '../bytes/big-endian.ts'
import { readPcapng, sectionHeaderType } from '../pcapng/read-pcapng.ts'
import type { CaptureFile } from './capture-file.ts'
import { PcapFormatError } from './pcap-format-error.ts'
import { isPcapMagic, pcapHeaderBytes } from './pcap-header.ts'
import { readPcap } from './read-pcap.ts'

/**
 * Reads a capture file: pcap in both byte orders with micro- or nanoseconds, or pcapng with any number of
 * sections and interfaces. A file that ends in the middle of a packet keeps the whole packets before it.
 *
 * @throws PcapFormatError when the bytes are no capture, or a length in it cannot be: a packet above 262144 bytes,
 * a block above 16 MiB.
 * @example
 * ```ts
 * const { interfaces, packets, truncated } = readCapture(await readFile('cross.pcapng'))
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function readCapture(bytes: Uint8Array): CaptureFile {
  if (bytes.length < 4) throw new PcapFormatError(`a capture has at least 4 bytes, this has ${bytes.length}`, 0)
  const magic = u32(bytes, 0)
  if (magic === sectionHeaderType) return readPcapng(bytes)
  if (!isPcapMagic(magic)) throw new PcapFormatError('neither pcap nor pcapng: unknown magic number', 0)
  if (bytes.length < pcapHeaderBytes) {
    const message = `the pcap header needs ${pcapHeaderBytes} bytes, the file has ${bytes.length}`
    throw new PcapFormatError(message, bytes.length)
  }
  return readPcap(bytes)
}
