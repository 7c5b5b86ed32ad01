import { u16, u8 } from '../../bytes/big-endian.ts'

/** The longest name in text, RFC 1035. */
const maximumCharacters = 255

/** A name has at most 127 labels, and at most one pointer behind each. */
const maximumPointers = 128

/** A name and where what follows it stands; undefined when the name leaves the message. */
export interface NamePlace {
  readonly start: number
  readonly end: number
}

/** Skips a name without following its pointer. */
export function placeName(bytes: Uint8Array, start: number, messageEnd: number): NamePlace | undefined {
  for (let at = start; at < messageEnd;) {
    const length = u8(bytes, at)
    if (length === 0) return { start, end: at + 1 }
    if (length >= 0xc0) return at + 2 <= messageEnd ? { start, end: at + 2 } : undefined
    if (length > 63) return undefined
    at += 1 + length
  }
  return undefined
}

/**
 * A domain name as text, compression pointers followed; `<Root>` for the empty one, as Wireshark has it.
 * A pointer must lead further back than the last one did, so that no message can lead in circles, and there may not be
 * thousands of them, each of which leads to the next.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4
 */
export function readName(bytes: Uint8Array, message: number, start: number, messageEnd: number): string {
  let text = ''
  let at = start
  let boundary = start
  let pointers = 0
  while (at < messageEnd && text.length <= maximumCharacters) {
    const length = u8(bytes, at)
    if (length === 0) return text === '' ? '<Root>' : text
    if (length >= 0xc0) {
      const target = message + (u16(bytes, at) & 0x3fff)
      if (target >= boundary || ++pointers > maximumPointers) return '<Name contains a pointer that loops>'
      at = boundary = target
      continue
    }
    if (length > 63 || at + 1 + length > messageEnd) break
    text += (text === '' ? '' : '.') + readLabel(bytes, at + 1, length)
    at += 1 + length
  }
  return text.length > maximumCharacters ? '<Name too long>' : text
}

/** Bytes that are no printable ASCII as `\\ddd`, RFC 1035's way to write them. */
function readLabel(bytes: Uint8Array, start: number, length: number): string {
  let label = ''
  for (let at = start; at < start + length; at++) {
    const code = u8(bytes, at)
    label += code > 0x20 && code < 0x7f ? String.fromCodePoint(code) : `\\${String(code).padStart(3, '0')}`
  }
  return label
}
