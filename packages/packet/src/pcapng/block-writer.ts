import { commentOption } from './options.ts'

/** An option to write: code and value. */
export type WrittenOption = readonly [code: number, value: Uint8Array]

const encoder = new TextEncoder()

/** The option of a text, none when it is undefined. */
export function encodeText(code: number, text: string | undefined): readonly WrittenOption[] {
  return text === undefined ? [] : [[code, encoder.encode(text)]]
}

/** One option for each comment. */
export function encodeComments(comments: readonly string[] = []): readonly WrittenOption[] {
  return comments.flatMap((comment) => encodeText(commentOption, comment))
}

/** The option of an 8-byte counter, none when it is undefined. */
export function encodeCounter(code: number, count: number | undefined): readonly WrittenOption[] {
  if (count === undefined) return []
  const value = new Uint8Array(8)
  new DataView(value.buffer).setBigUint64(0, BigInt(count), true)
  return [[code, value]]
}

/**
 * One little-endian block: `fixed` bytes that `fill` writes, a payload padded to 4 bytes, then the options.
 *
 * @throws RangeError when an option's value has more than 65535 bytes.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-3.1
 */
export function writeBlock(
  type: number,
  fixed: number,
  fill: (view: DataView) => void,
  options: readonly WrittenOption[],
  payload: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const optionsStart = 8 + fixed + padded(payload.length)
  const length = optionsStart + optionsLength(options) + 4
  const block = new Uint8Array(length)
  const view = new DataView(block.buffer)
  view.setUint32(0, type, true)
  view.setUint32(4, length, true)
  fill(new DataView(block.buffer, 8, fixed))
  block.set(payload, 8 + fixed)
  writeOptions(block, view, optionsStart, options)
  view.setUint32(length - 4, length, true)
  return block
}

/** Bytes that options take up, their end included; none for no options. */
export function optionsLength(options: readonly WrittenOption[]): number {
  return options.reduce((sum, [, value]) => sum + 4 + padded(value.length), options.length > 0 ? 4 : 0)
}

function writeOptions(block: Uint8Array, view: DataView, start: number, options: readonly WrittenOption[]): void {
  let offset = start
  for (const [code, value] of options) {
    if (value.length > 0xffff)
      throw new RangeError(`pcapng option ${code} has ${value.length} bytes, at most 65535 fit`)
    view.setUint16(offset, code, true)
    view.setUint16(offset + 2, value.length, true)
    block.set(value, offset + 4)
    offset += 4 + padded(value.length)
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}
