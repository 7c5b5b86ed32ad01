import type { Packet } from '@underlay/packet'

/** A packet to put into a capture; the rest is as for the whole packet on the first interface. */
export type GivenPacket = Partial<Packet> & Pick<Packet, 'bytes'>

/** Packets as a capture has them, one µs apart unless they have a time. */
export function captureOf(given: readonly GivenPacket[]): { readonly packets: readonly Packet[] } {
  const packets = given.map((packet, index) => ({
    number: index + 1,
    interfaceId: 0,
    timestampNs: BigInt(index) * 1000n,
    capturedLength: packet.bytes.length,
    originalLength: packet.bytes.length,
    linkType: 1,
    ...packet,
  }))
  return { packets }
}
