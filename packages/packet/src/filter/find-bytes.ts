/** Whether the needle is somewhere in the bytes; an empty one is everywhere. */
export function includesBytes(bytes: Uint8Array, needle: Uint8Array): boolean {
  const [first] = needle
  if (first === undefined) return true
  let offset = bytes.indexOf(first)
  while (offset >= 0 && offset + needle.length <= bytes.length) {
    let length = 1
    while (length < needle.length && bytes[offset + length] === needle[length]) length++
    if (length === needle.length) return true
    offset = bytes.indexOf(first, offset + 1)
  }
  return false
}
