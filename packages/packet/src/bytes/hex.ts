const digits = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))

/** Bytes as lower-case hex digits with `separator` between them, `02:00:0a` by default. */
export function formatHex(bytes: Uint8Array, start: number, end: number, separator = ':'): string {
  let text = ''
  for (let offset = start; offset < end && offset < bytes.length; offset++) {
    text += (offset === start ? '' : separator) + (digits[bytes[offset] ?? 0] ?? '')
  }
  return text
}

/** An integer as `0x` and at least `width` hex digits, as Wireshark prints identifiers. */
export function formatHexNumber(value: number, width: number): string {
  return `0x${value.toString(16).padStart(width, '0')}`
}
