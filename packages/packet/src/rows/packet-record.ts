import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { FieldValue, FieldValues } from '../layers/protocol.ts'
import { frameProtocols } from '../layers/frame-protocols.ts'
import type { Layer } from '../layers/layer.ts'
import type { Row } from './row.ts'

/** One header of a packet with the values of its fields. */
export interface LayerRecord {
  /** Wireshark's abbreviation: `eth`, `ip`. */
  readonly name: string
  /** By Wireshark's full name: `ip.src`. */
  readonly fields: Readonly<Record<string, FieldValue | FieldValues>>
}

/** A packet as plain data, which JSON can hold: its row, and its headers from the outermost in. */
export interface PacketRecord extends Row {
  /** When it was captured, ISO 8601 in UTC with nanoseconds. */
  readonly time: string
  /** Bytes that were kept. */
  readonly capturedBytes: number
  /** Wireshark's `frame.protocols`: `eth:ethertype:ip:ip:icmp:data`. */
  readonly protocols: string
  readonly layers: readonly LayerRecord[]
}

/**
 * A packet as plain data, with every field that is read of it.
 *
 * @param layers what `decode` made of the packet.
 * @param row what `summarize` made of it.
 * @example
 * ```ts
 * const layers = decode(packet)
 * console.log(JSON.stringify(packetRecord(packet, layers, summarize(packet, layers))))
 * ```
 */
export function packetRecord(packet: Packet, layers: readonly Layer[], row: Row): PacketRecord {
  return {
    ...row,
    time: formatTime(packet.timestampNs),
    capturedBytes: packet.capturedLength,
    protocols: frameProtocols(layers),
    layers: (layers as readonly unknown[] as readonly DecodedLayer[]).map(layerRecord),
  }
}

// Not by its `fields`: a copy of them reads each several times.
function layerRecord(layer: DecodedLayer): LayerRecord {
  const { name, protocol, bytes, start } = layer
  const fields: Record<string, FieldValue | FieldValues> = {}
  for (const [key, read] of Object.entries(protocol.fields)) {
    const value = read(bytes, start, layer)
    if (value !== undefined) fields[key] = value
  }
  return { name, fields }
}

function formatTime(timestampNs: bigint): string {
  const seconds = new Date(Number(timestampNs / 1_000_000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(timestampNs % 1_000_000_000n).padStart(9, '0')}Z`
}
