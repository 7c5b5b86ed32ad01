import { u32 } from '../bytes/big-endian.ts'
import { keepTexts } from '../bytes/kept-texts.ts'

/** The IPv4 address at `offset` in dotted decimal. */
export function formatIpv4(bytes: Uint8Array, offset: number): string {
  return textOf(u32(bytes, offset))
}

// By `join`, whose text lies in one piece: it is read many times.
const textOf = keepTexts((address) =>
  [address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff].join('.'),
)
