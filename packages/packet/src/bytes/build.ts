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

/** A 16-bit integer in network byte order. */
export function u16Of(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff)
}

/** An unsigned 32-bit integer in network byte order. */
export function u32Of(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  putU32(bytes, 0, value)
  return bytes
}

/** The bytes that pairs of hex digits give; undefined for any other text. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let index = 0; index < bytes.length; index++) {
    const [high, low] = [digitAt(text, 2 * index), digitAt(text, 2 * index + 1)]
    if (high < 0 || low < 0) return undefined
    bytes[index] = high * 16 + low
  }
  return bytes
}

function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index)
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  // Upper and lower case differ by one bit.
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** The bytes, and zeros up to a multiple of `unit`. */
export function padTo(unit: number, bytes: Uint8Array): Uint8Array {
  return concat(bytes, new Uint8Array((unit - (bytes.length % unit)) % unit))
}
