import type { Writable } from 'node:stream'
import { createRowPager, createSummarizer, decode, packetRecord, type Row } from '@underlay/packet'
import type { LivePacket } from './packet-log.ts'
import { writeEncoded, type PacketOutput, type StreamBegin } from './packet-output.ts'

/**
 * Packets of {@link streamTaps} as a table: number, time, tap, outer and inner addresses, protocol, length, TTL, info, as
 * Wireshark's list has them. Times and TCP's numbers count from packets that a display filter may leave out.
 *
 * @param options `color`: ANSI colours by protocol, default false.
 * @example
 * await streamTaps(cluster, ['worker2:net0'], [rowsTo(process.stdout, { color: process.stdout.isTTY })])
 */
export function rowsTo(output: Writable, { color = false }: { readonly color?: boolean } = {}): PacketOutput {
  const rows = rowKeeper()
  let pageOf: ((rows: readonly Row[]) => Uint8Array) | undefined
  return writeEncoded(output, {
    begin(begin) {
      rows.begin(begin)
      pageOf = createRowPager({ interfaces: begin.taps.map((name) => ({ name })), color, encoded: true })
      return pageOf([])
    },
    see: rows.see,
    packets: (packets) => pageOf?.(rows.take(packets)) ?? '',
  })
}

/**
 * Packets of {@link streamTaps} as JSON, one object a line: a `PacketRecord`, the row with every field of every header.
 *
 * @example
 * await streamTaps(cluster, ['worker2:net0'], [jsonLinesTo(process.stdout)], { packets: 10 })
 */
export function jsonLinesTo(output: Writable): PacketOutput {
  const rows = rowKeeper()
  let decoding: Pick<StreamBegin, 'vxlanPorts'> = {}
  return writeEncoded(output, {
    begin(begin) {
      rows.begin(begin)
      decoding = begin
      return ''
    },
    see: rows.see,
    packets(packets) {
      const taken = rows.take(packets)
      return packets
        .map((packet, index) => {
          const row = taken[index] as Row
          return `${JSON.stringify(packetRecord(packet, decode(packet, decoding), row))}\n`
        })
        .join('')
    },
  })
}

/** Makes rows of all packets, for what a row says depends on those before, and keeps them until some are taken. */
function rowKeeper() {
  let summarizeNext: ReturnType<typeof createSummarizer> | undefined
  let seen = new Map<LivePacket, Row>()
  return {
    begin({ taps, vxlanPorts }: StreamBegin) {
      const interfaces = taps.map((name) => ({ name }))
      summarizeNext = createSummarizer({ interfaces, ...(vxlanPorts && { vxlanPorts }) })
    },
    see(packet: LivePacket) {
      if (summarizeNext !== undefined) seen.set(packet, summarizeNext(packet))
    },
    take(packets: readonly LivePacket[]): readonly Row[] {
      const rows = packets.flatMap((packet) => seen.get(packet) ?? [])
      seen = new Map()
      return rows
    },
  }
}
