import { createPcapngReader } from '../pcapng/pcapng-reader.ts'
import { isSectionHeader } from '../pcapng/block.ts'
import type { CaptureFacts, Packet, Truncation } from './capture-file.ts'
import { PcapFormatError } from './pcap-format-error.ts'
import { createPcapReader } from './pcap-reader.ts'
import { pcapVariant } from './pcap-header.ts'
import type { RecordReader } from './record-reader.ts'

/** A capture that is still being written or read: a file in pieces, `tcpdump -w -` on a pipe. */
export interface CaptureStream {
  /**
   * Takes the next bytes, in any cut, and gives the packets that they complete. A packet's bytes are a view of the chunk:
   * copy those that are kept when chunks are large, or used again.
   *
   * @throws PcapFormatError when the bytes are no capture; the packets before that place have been given.
   */
  readonly push: (chunk: Uint8Array) => readonly Packet[]
  /**
   * Says that no more bytes come.
   *
   * @returns what is missing, when the capture ends in the middle of a packet.
   * @throws PcapFormatError when there were too few bytes for a capture.
   */
  readonly end: () => Truncation | undefined
  /** What is known up to now besides packets; undefined until the file's header has arrived. */
  readonly facts: CaptureFacts | undefined
  /** Bytes that wait for the rest of their packet or block. */
  readonly pending: number
}

/**
 * Reads a capture as it arrives: pcap and pcapng in all their forms; however it is cut, the packets are those of
 * `readCapture`. It keeps no more than one packet or block.
 *
 * @example
 * ```ts
 * const stream = createCaptureStream()
 * for await (const chunk of tcpdump.stdout) for (const packet of stream.push(chunk)) show(packet)
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng
 */
export function createCaptureStream(): CaptureStream {
  let reader: RecordReader | undefined
  // The start of a record whose end has not come, in a buffer of the size that it needs.
  let carry = new Uint8Array(magicBytes)
  let carried = 0
  let taken = 0
  let refused: PcapFormatError | undefined

  function scan(bytes: Uint8Array, packets: Packet[]): void {
    const window = { bytes, view: viewOf(bytes), fileOffset: taken, offset: 0 }
    if (bytes.length >= magicBytes) reader ??= chooseReader(window.view)
    const needed = reader?.read(window, packets) ?? magicBytes
    taken += window.offset
    carried = bytes.length - window.offset
    if (carried === 0) return
    carry = new Uint8Array(needed)
    carry.set(bytes.subarray(window.offset))
  }

  function read(chunk: Uint8Array, packets: Packet[]): void {
    let from = 0
    while (carried > 0 && from < chunk.length) {
      const missing = Math.min(carry.length - carried, chunk.length - from)
      carry.set(chunk.subarray(from, from + missing), carried)
      carried += missing
      from += missing
      if (carried < carry.length) return
      scan(carry, packets)
    }
    if (from < chunk.length) scan(chunk.subarray(from), packets)
  }

  return {
    get facts() {
      return reader?.facts
    },
    get pending() {
      return carried
    },
    push(chunk) {
      if (refused !== undefined) throw refused
      const packets: Packet[] = []
      try {
        read(chunk, packets)
      } catch (error) {
        refused = error as PcapFormatError
        // What came before is given first, wherever the chunks are cut.
        if (packets.length === 0) throw error
      }
      return packets
    },
    end() {
      if (refused !== undefined) throw refused
      const length = taken + carried
      if (reader === undefined) {
        throw new PcapFormatError(`a capture has at least ${magicBytes} bytes, this has ${length}`, 0)
      }
      if (reader.facts === undefined) {
        throw new PcapFormatError(`the pcap header needs ${carry.length} bytes, the file has ${length}`, length)
      }
      return carried === 0 ? undefined : { offset: taken, message: reader.describeRest(carried, carry.length) }
    },
  }
}

const magicBytes = 4

function chooseReader(view: DataView): RecordReader {
  if (isSectionHeader(view, 0)) return createPcapngReader()
  const variant = pcapVariant(view, 0)
  if (variant === undefined) throw new PcapFormatError('neither pcap nor pcapng: unknown magic number', 0)
  return createPcapReader(variant)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
