/** The parts one behind the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Writes a 16-bit integer at `offset` in network byte order. */
export function putU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 8
  bytes[offset + 1] = value & 0xff
}

/** Writes an unsigned 32-bit integer at `offset` in network byte order. */
export function putU32(bytes: Uint8Array, offset: number, value: number): void {
  putU16(bytes, offset, Math.floor(value / 0x10000))
  putU16(bytes, offset + 2, value % 0x10000)
}

/** The bytes that pairs of hex digits give; undefined for any other text. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  )
}

/** The bytes, and zeros up to a multiple of `unit`. */
export function padTo(unit: number, bytes: Uint8Array): Uint8Array {
  return concat(bytes, new Uint8Array((unit - (bytes.length % unit)) % unit))
}
