import { GrowingText } from './growing-text.ts'
import { printable } from './printable.ts'
import { arrow, octets, triples } from './text-words.ts'

const encoder = new TextEncoder()
const arrowCode = 0x2192

/**
 * Text that grows piece by piece, as UTF-8; strings are made printable. Strings that grow by `+` are trees of their pieces,
 * and gathering those costs more than everything else that a row takes.
 */
export class TextBytes extends GrowingText {
  put(text: string): this {
    const { length } = text
    this.reserve(3 * length + 1)
    const { view } = this
    let at = this.length
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code >= 0x20 && code <= 0x7e) view.setUint8(at++, code)
      else if (code === arrowCode) {
        view.setUint32(at, arrow, true)
        at += 3
        this.surplus += 2
      } else return this.putSpecial(text, index, at)
    }
    this.length = at
    return this
  }

  /** The rest of a text whose first characters are written already, up to `at`. */
  private putSpecial(text: string, from: number, at: number): this {
    this.length = at
    const rest = printable(text.slice(from))
    this.reserve(3 * rest.length)
    const { written } = encoder.encodeInto(rest, this.bytes.subarray(this.length))
    this.length += written
    this.surplus += written - rest.length
    return this
  }

  /** ` → `, which stands between two ends. */
  putArrow(): this {
    this.reserve(7)
    this.view.setUint8(this.length, 0x20)
    this.view.setUint32(this.length + 1, arrow, true)
    this.view.setUint8(this.length + 4, 0x20)
    this.length += 5
    this.surplus += 2
    return this
  }

  /** A number in decimal digits. */
  putNumber(value: number): this {
    // What follows counts in 32 bits.
    if (value >>> 0 !== value) return this.put(String(value))
    if (value < 1000) return this.putFirst(value)
    const thousands = (value / 1000) >>> 0
    return this.putNumber(thousands).putThree(value - thousands * 1000)
  }

  /** An integer below 1000 in three digits. */
  putThree(value: number): this {
    this.reserve(4)
    this.view.setUint32(this.length, triples[value] ?? 0, true)
    this.length += 3
    return this
  }

  /** An integer below 1000 without leading zeros. */
  private putFirst(value: number): this {
    const missing = value < 10 ? 2 : value < 100 ? 1 : 0
    this.reserve(4)
    this.view.setUint32(this.length, (triples[value] ?? 0) >>> (8 * missing), true)
    this.length += 3 - missing
    return this
  }

  /** `0x` and an integer of 32 bits in `width` hex digits. */
  putHex(value: number, width: number): this {
    this.put('0x')
    this.reserve(width)
    const end = this.length + width
    for (let at = end - 1, rest = value; at >= this.length; at--, rest >>>= 4) {
      const digit = rest & 0xf
      this.view.setUint8(at, digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
    this.length = end
    return this
  }

  /** The IPv4 address at `offset` in dotted decimal. */
  putIpv4(bytes: Uint8Array, offset: number): this {
    this.reserve(16)
    const { view } = this
    let at = this.length
    for (let index = offset; index < offset + 4; index++) {
      const octet = bytes[index] ?? 0
      view.setUint32(at, octets[octet] ?? 0, true)
      at += octet < 10 ? 2 : octet < 100 ? 3 : 4
    }
    // Without the last point.
    this.length = at - 1
    return this
  }
}

/** A text that is put into others. */
export function textBytes(text: string): TextBytes {
  return new TextBytes(text.length).put(text)
}
