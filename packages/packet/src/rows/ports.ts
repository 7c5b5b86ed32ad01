import { u16 } from '../bytes/big-endian.ts'
import type { TextBytes } from './text-bytes.ts'

/** The ports with which a header of TCP or UDP begins, `41234 → 80`. */
export function putPorts(bytes: Uint8Array, start: number, out: TextBytes): TextBytes {
  return out
    .putNumber(u16(bytes, start))
    .putArrow()
    .putNumber(u16(bytes, start + 2))
}
