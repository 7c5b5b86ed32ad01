import { u16, u8 } from '../../bytes/big-endian.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import { onceALayer } from '../../layers/once-a-layer.ts'
import type { Span } from './message.ts'
import { headerBytes, isWhole } from './message.ts'

const update = 2

/** The three parts of an UPDATE. */
export interface UpdateParts {
  readonly withdrawn: Span
  readonly attributes: Span
  readonly reachable: Span
}

/** A path attribute: its header, and where its value is. */
export interface Attribute extends Span {
  readonly at: number
  readonly type: number
}

/**
 * The parts of an UPDATE message; undefined when its lengths contradict each other.
 *
 * ```text
 * +-------------------------------+---------------------------------------+
 * |   Withdrawn Routes Length     |   Withdrawn Routes (variable) …
 * +-------------------------------+---------------------------------------+
 * |  Total Path Attribute Length  |   Path Attributes (variable) …
 * +-------------------------------+---------------------------------------+
 * |   Network Layer Reachability Information (variable) …
 * +-----------------------------------------------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.3
 */
export function partsOf(bytes: Uint8Array, layer: DecodedLayer): UpdateParts | undefined {
  if (!isWhole(bytes, layer, update)) return undefined
  const end = layer.start + layer.length
  const withdrawnStart = layer.start + headerBytes + 2
  const withdrawnEnd = withdrawnStart + u16(bytes, withdrawnStart - 2)
  const attributesStart = withdrawnEnd + 2
  const attributesEnd = attributesStart + u16(bytes, withdrawnEnd)
  if (attributesStart > end || attributesEnd > end) return undefined
  return {
    withdrawn: { start: withdrawnStart, end: withdrawnEnd },
    attributes: { start: attributesStart, end: attributesEnd },
    reachable: { start: attributesEnd, end },
  }
}

/** All path attributes; one that leaves its place ends them. */
export const attributesOf = onceALayer((bytes, layer): readonly Attribute[] => {
  const found: Attribute[] = []
  const { start: first, end: last } = partsOf(bytes, layer)?.attributes ?? { start: 0, end: 0 }
  for (let at = first; at + 3 <= last;) {
    const isExtended = (u8(bytes, at) & 0x10) !== 0
    const start = at + (isExtended ? 4 : 3)
    const end = start + (isExtended ? u16(bytes, at + 2) : u8(bytes, at + 2))
    if (end > last) break
    found.push({ at, type: u8(bytes, at + 1), start, end })
    at = end
  }
  return found
})

/** The path attributes of these types whose value has at least so many bytes. */
export function attributesOfType(types: readonly number[], least = 0) {
  return onceALayer((bytes, layer): readonly Attribute[] =>
    attributesOf(bytes, layer).filter(({ type, start, end }) => types.includes(type) && end - start >= least),
  )
}

/** The offsets of values of so many bytes each that fill a value, from `skipped` bytes on. */
export function chunks({ start, end }: Span, size: number, skipped = 0): readonly number[] {
  const count = Math.max(0, Math.floor((end - start - skipped) / size))
  return Array.from({ length: count }, (_, index) => start + skipped + index * size)
}
