/**
 * Integers in network byte order; a byte behind the end reads as zero, so no reader can throw.
 * Dissectors check their length before, see `layers/protocol.ts`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1700 "Data Notation"
 */

/** The byte at `offset`, 0–255. */
export function u8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}

/** The 16-bit integer at `offset`. */
export function u16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}

/** The 24-bit integer at `offset`. */
export function u24(bytes: Uint8Array, offset: number): number {
  return (u16(bytes, offset) << 8) | (bytes[offset + 2] ?? 0)
}

/** The unsigned 32-bit integer at `offset`. */
export function u32(bytes: Uint8Array, offset: number): number {
  return u16(bytes, offset) * 0x10000 + u16(bytes, offset + 2)
}

/** Whether the bits of `mask` are set in the byte at `offset`. */
export function bit(bytes: Uint8Array, offset: number, mask: number): boolean {
  return ((bytes[offset] ?? 0) & mask) !== 0
}
