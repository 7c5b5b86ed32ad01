import type { Packet } from './capture-file.ts'
import { createByteQueue } from './byte-queue.ts'
import type { PcapHeader, PcapRecord } from './pcap-header.ts'
import { pcapHeaderBytes, pcapRecordBytes, readPcapHeader, readPcapRecord } from './pcap-header.ts'

/** A classic pcap that is still being written: `tcpdump -w -` on a pipe. */
export interface PcapStream {
  /**
   * Takes the next bytes, in any cut, and gives the packets that they complete; the packets own their bytes.
   *
   * @throws PcapFormatError when the bytes are no classic pcap; the stream is of no use then.
   */
  readonly push: (chunk: Uint8Array) => readonly Packet[]
  /** LINKTYPE_ value; undefined until the file's header has arrived. */
  readonly linkType: number | undefined
  /** Bytes kept of each packet; undefined until the file's header has arrived. */
  readonly snapLength: number | undefined
  /** Bytes that wait for the rest of their packet; more than 0 at the end means that the capture was cut. */
  readonly pending: number
}

/**
 * Reads a classic pcap as it arrives; however it is cut, the packets are those of `readCapture`.
 *
 * @example
 * ```ts
 * const stream = createPcapStream()
 * for await (const chunk of tcpdump.stdout) for (const packet of stream.push(chunk)) show(packet)
 * ```
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcap
 */
export function createPcapStream(): PcapStream {
  const queue = createByteQueue()
  let header: PcapHeader | undefined
  let record: PcapRecord | undefined
  let count = 0

  return {
    get linkType() {
      return header?.linkType
    },
    get snapLength() {
      return header?.snapLength
    },
    get pending() {
      return queue.length + (record === undefined ? 0 : pcapRecordBytes)
    },
    push(chunk) {
      queue.append(chunk)
      const packets: Packet[] = []
      if (header === undefined) {
        if (queue.length < pcapHeaderBytes) return packets
        header = readPcapHeader(queue.view())
        queue.take(pcapHeaderBytes)
      }
      for (;;) {
        if (record === undefined) {
          if (queue.length < pcapRecordBytes) return packets
          record = readPcapRecord(queue.view(), 0, header, queue.taken)
          queue.take(pcapRecordBytes)
        }
        if (queue.length < record.capturedLength) return packets
        const bytes = queue.take(record.capturedLength)
        packets.push({ number: ++count, interfaceId: 0, ...record, linkType: header.linkType, bytes })
        record = undefined
      }
    },
  }
}
