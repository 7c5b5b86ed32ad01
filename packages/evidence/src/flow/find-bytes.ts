/** Whether `needle` is somewhere in `bytes` at or behind `start`; an empty needle is nowhere. */
export function findBytes(bytes: Uint8Array, needle: Uint8Array, start: number): boolean {
  const [first] = needle
  if (first === undefined) return false
  let offset = bytes.indexOf(first, start)
  while (offset >= 0 && offset + needle.length <= bytes.length) {
    if (matchesAt(bytes, needle, offset)) return true
    offset = bytes.indexOf(first, offset + 1)
  }
  return false
}

function matchesAt(bytes: Uint8Array, needle: Uint8Array, offset: number): boolean {
  return needle.every((byte, index) => bytes[offset + index] === byte)
}
