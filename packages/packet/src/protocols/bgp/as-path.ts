import { u16, u32, u8 } from '../../bytes/big-endian.ts'
import { onceALayer } from '../../layers/once-a-layer.ts'
import type { Span } from './message.ts'
import { attributesOfType } from './update.ts'

/** A segment of an AS_PATH. */
export interface AsPathSegment {
  /** 1 a set, 2 a sequence. */
  readonly type: number
  readonly numbers: readonly number[]
  /** Bytes of each number. */
  readonly size: 2 | 4
}

const pathTypes = attributesOfType([2, 17])

/**
 * The segments of AS_PATH and AS4_PATH. Whether numbers have two bytes or four was agreed when the session opened, which
 * this packet does not show: four, when that fills the attribute exactly.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6793#section-3
 */
export const segmentsOf = onceALayer((bytes, layer): readonly AsPathSegment[] =>
  pathTypes(bytes, layer).flatMap((attribute) => read(bytes, attribute, 4) ?? read(bytes, attribute, 2) ?? []),
)

function read(bytes: Uint8Array, { start, end }: Span, size: 2 | 4): readonly AsPathSegment[] | undefined {
  const segments: AsPathSegment[] = []
  let at = start
  while (at < end) {
    const [type, count] = [u8(bytes, at), u8(bytes, at + 1)]
    const next = at + 2 + count * size
    if (type < 1 || type > 4 || next > end) return undefined
    const first = at + 2
    const numbers = Array.from({ length: count }, (_, index) =>
      size === 4 ? u32(bytes, first + 4 * index) : u16(bytes, first + 2 * index),
    )
    segments.push({ type, numbers, size })
    at = next
  }
  return segments
}
