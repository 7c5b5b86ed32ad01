import type { WrittenOption } from './block-writer.ts'

// A custom option that is not to be copied when a file is edited. The number is that which IANA keeps for examples.
const spareCode = 19_373
const enterpriseNumber = 32_473

/** Bytes that a spare option takes up at least. */
export const leastSpareBytes = 8

/** An option that takes up exactly `bytes` in its block, a multiple of 4 from 8 to 65536; none for less. */
export function spareOption(bytes: number): readonly WrittenOption[] {
  if (bytes < leastSpareBytes) return []
  const value = new Uint8Array(bytes - 4)
  new DataView(value.buffer).setUint32(0, enterpriseNumber, true)
  return [[spareCode, value]]
}

/** Whether an option of the code and value is one that was written to leave room. */
export function isSpare(code: number, value: Uint8Array): boolean {
  const number = value.length < 4 ? 0 : new DataView(value.buffer, value.byteOffset).getUint32(0, true)
  return code === spareCode && number === enterpriseNumber
}
