import { u32 } from '../bytes/big-endian.ts'

// A capture has few addresses, each many times: a text that is found need not be made. 1024 of them are kept at most.
const keptBits = 10
const keptAddresses = new Float64Array(1 << keptBits).fill(-1)
const keptTexts = Array.from({ length: 1 << keptBits }, () => '')

/** The IPv4 address at `offset` in dotted decimal. */
export function formatIpv4(bytes: Uint8Array, offset: number): string {
  const address = u32(bytes, offset)
  // Neighbours differ in their last bits, which the multiplication spreads.
  const place = Math.imul(address, 0x9e3779b1) >>> (32 - keptBits)
  if (keptAddresses[place] === address) return keptTexts[place] ?? ''
  const text = `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`
  keptAddresses[place] = address
  keptTexts[place] = text
  return text
}
