import type { Fragment } from './fragment.ts'

const largestPacket = 0xffff

/** A packet whose fragments arrive; it owns their bytes. */
export interface Datagram {
  readonly pieces: readonly { readonly offset: number; readonly payload: Uint8Array }[]
  readonly first: Fragment | undefined
  /** Bytes of the whole payload, once the last fragment is here. */
  readonly size: number | undefined
  /** Bytes held. */
  readonly held: number
  /** Capture numbers of the fragments, in the order of their arrival. */
  readonly numbers: readonly number[]
}

export const emptyDatagram: Datagram = { pieces: [], first: undefined, size: undefined, held: 0, numbers: [] }

/**
 * The packet with one more fragment; `undefined` when the fragments contradict each other, as they do in attacks:
 * the whole packet is of no use then. The same fragment twice is no contradiction.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5722#section-4
 */
export function addFragment(datagram: Datagram, fragment: Fragment, number: number): Datagram | undefined {
  const { offset, payload, isLast, header } = fragment
  const end = offset + payload.length
  // A piece that others follow ends where the next one can begin.
  if (payload.length === 0 || (!isLast && payload.length % 8 !== 0)) return undefined
  if (header.length + end > largestPacket) return undefined
  const size = isLast ? end : datagram.size
  if (size !== undefined && (end > size || (datagram.size ?? size) !== size)) return undefined
  const furthest = datagram.pieces.at(-1)
  if (size !== undefined && furthest !== undefined && furthest.offset + furthest.payload.length > size) return undefined

  const place = datagram.pieces.findLastIndex((piece) => piece.offset <= offset)
  const [before, behind] = [datagram.pieces[place], datagram.pieces[place + 1]]
  if (before !== undefined && isSame(before.payload, payload) && before.offset === offset) return datagram
  if (before !== undefined && before.offset + before.payload.length > offset) return undefined
  if (behind !== undefined && behind.offset < end) return undefined
  return {
    pieces: datagram.pieces.toSpliced(place + 1, 0, { offset, payload: payload.slice() }),
    first: offset === 0 ? { ...fragment, payload: payload.slice() } : datagram.first,
    size,
    held: datagram.held + payload.length,
    numbers: [...datagram.numbers, number],
  }
}

/** The bytes of the whole packet, as it was before it was cut; undefined while a piece is missing. */
export function wholePacket({ pieces, first, size, held }: Datagram): Uint8Array | undefined {
  if (first === undefined || size === undefined || held !== size) return undefined
  const { header, nextOffset, next } = first
  const packet = new Uint8Array(header.length + size)
  packet.set(header)
  for (const { offset, payload } of pieces) packet.set(payload, header.length + offset)
  packet[nextOffset] = next
  const view = new DataView(packet.buffer)
  if ((header[0] ?? 0) >> 4 === 6) view.setUint16(4, packet.length - 40)
  else {
    view.setUint16(2, packet.length)
    // Don't-fragment may have been set; no piece any more, and the checksum over all that.
    view.setUint16(6, view.getUint16(6) & 0x4000)
    view.setUint16(10, 0)
    view.setUint16(10, headerChecksum(view, header.length))
  }
  return packet
}

function headerChecksum(view: DataView, length: number): number {
  let sum = 0
  for (let offset = 0; offset < length; offset += 2) sum += view.getUint16(offset)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
