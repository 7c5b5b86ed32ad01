import type { IndexRange } from './expression.ts'

/** The bytes at all ranges, one behind the other; undefined when one of them is not there entirely. */
export function sliceBytes(bytes: Uint8Array, ranges: readonly IndexRange[]): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  for (const { first, count, last } of ranges) {
    const start = first < 0 ? bytes.length + first : first
    const end = count === undefined ? endOf(bytes.length, last) : start + count
    if (start < 0 || end > bytes.length || end <= start) return undefined
    parts.push(bytes.subarray(start, end))
  }
  const [only] = parts
  if (parts.length === 1) return only
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

function endOf(length: number, last: number | undefined): number {
  if (last === undefined) return length
  return (last < 0 ? length + last : last) + 1
}
