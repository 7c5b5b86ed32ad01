import type { Packet } from '@underlay/packet'
import type { DescribedTap } from './live-pcapng.ts'

/** What one tap saw. */
export interface TapRecord {
  readonly described: DescribedTap
  readonly linkType: number
  readonly packets: readonly Packet[]
  /** Packets that the kernel counted at the tap. */
  readonly received: number
  /** Packets that were counted and are not here. */
  readonly dropped: number
  /** Those of them that a ring had no room for any more. */
  readonly discarded: number
}

/** Several taps' packets in the order of their one clock, numbered from 1. */
export function mergeTaps(records: readonly TapRecord[]) {
  const interfaces = records.map(({ described, linkType, received, dropped, discarded }, id) => ({
    id,
    tap: described.name,
    description: described.description,
    linkType,
    snapLength: described.snapLength,
    received,
    dropped,
    ...(discarded > 0 && { discarded }),
  }))
  const packets = records
    .flatMap((record, interfaceId) => record.packets.map((packet): Packet => ({ ...packet, interfaceId })))
    .sort((a, b) =>
      a.timestampNs < b.timestampNs ? -1 : a.timestampNs > b.timestampNs ? 1 : a.interfaceId - b.interfaceId,
    )
    .map((packet, index): Packet => ({ ...packet, number: index + 1 }))
  return { interfaces, packets }
}
