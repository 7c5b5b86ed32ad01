import type { Packet } from '@underlay/packet'
import type { TapRecord } from './armed-tap.ts'

/** Several taps' packets in the order of their one clock, numbered from 1. */
export function mergeTaps(records: readonly TapRecord[]) {
  const interfaces = records.map(({ tap, linkType, snapLength, received, dropped }, id) => ({
    id,
    tap: `${tap.place}:${tap.device}`,
    linkType,
    snapLength,
    received,
    dropped,
  }))
  const packets = records
    .flatMap((record, interfaceId) => record.packets.map((packet): Packet => ({ ...packet, interfaceId })))
    .sort((a, b) =>
      a.timestampNs < b.timestampNs ? -1 : a.timestampNs > b.timestampNs ? 1 : a.interfaceId - b.interfaceId,
    )
    .map((packet, index): Packet => ({ ...packet, number: index + 1 }))
  return { interfaces, packets }
}
