import { u32 } from '../bytes/big-endian.ts'
import { keepTexts } from '../bytes/kept-texts.ts'

/** The ports with which a header of TCP or UDP begins, `41234 → 80`. */
export function formatPorts(bytes: Uint8Array, start: number): string {
  return textOf(u32(bytes, start))
}

const textOf = keepTexts((ports) => [ports >>> 16, ports & 0xffff].join(' → '))
