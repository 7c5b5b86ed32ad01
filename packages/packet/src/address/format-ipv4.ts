const numbers = Array.from({ length: 256 }, (_, value) => String(value))
const dotted = numbers.map((digits) => `${digits}.`)

/** The IPv4 address at `offset` in dotted decimal. */
export function formatIpv4(bytes: Uint8Array, offset: number): string {
  // Behind the end a byte is undefined, and so is its text: zero stands for it, as everywhere.
  const first = dotted[bytes[offset] ?? 0] ?? ''
  const second = dotted[bytes[offset + 1] ?? 0] ?? ''
  const third = dotted[bytes[offset + 2] ?? 0] ?? ''
  return first + second + third + (numbers[bytes[offset + 3] ?? 0] ?? '')
}
