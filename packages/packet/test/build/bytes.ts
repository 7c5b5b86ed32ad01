export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff)
}

export function u32(value: number): Uint8Array {
  return concat(u16(Math.floor(value / 0x10000)), u16(value & 0xffff))
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

/** Written apart from the decoder's sum, so that one checks the other. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const [index, byte] of bytes.entries()) sum += index % 2 === 0 ? byte * 256 : byte
  return 0xffff - (sum % 0xffff || (sum === 0 ? 0 : 0xffff))
}

export function pseudoHeader(src: Uint8Array, dst: Uint8Array, protocol: number, length: number): Uint8Array {
  return concat(src, dst, u32(length), u32(protocol))
}
