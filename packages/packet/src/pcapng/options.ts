import type { Block } from './block.ts'
import { faultAt } from './block.ts'

/** A block's options by code: where each value lies, in order, since a comment may come several times. */
export type Options = ReadonlyMap<number, readonly DataView[]>

/** Code of a comment, in every block. */
export const commentOption = 1

const decoder = new TextDecoder()
const noOptions: Options = new Map()

/**
 * Reads the options between `start` and the end of the block's body.
 *
 * ```text
 * +-------------------------------+-------------------------------+
 * |          Option Code          |         Option Length         |
 * +-------------------------------+-------------------------------+
 * |          Value, padded to a multiple of 4 bytes               |
 * +---------------------------------------------------------------+
 * ```
 *
 * @throws PcapFormatError when a value goes beyond the block.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-opsawg-pcapng#section-3.5
 */
export function readOptions(block: Block, start: number): Options {
  const { view, bodyEnd, littleEndian } = block
  if (start + 4 > bodyEnd) return noOptions
  const options = new Map<number, DataView[]>()
  let offset = start
  while (offset + 4 <= bodyEnd) {
    const code = view.getUint16(offset, littleEndian)
    const length = view.getUint16(offset + 2, littleEndian)
    if (code === 0) break
    if (offset + 4 + length > bodyEnd) {
      throw faultAt(block, offset, `option ${code} of ${length} bytes goes beyond its block`)
    }
    const value = new DataView(view.buffer, view.byteOffset + offset + 4, length)
    const values = options.get(code)
    if (values === undefined) options.set(code, [value])
    else values.push(value)
    offset += 4 + Math.ceil(length / 4) * 4
  }
  return options
}

/** A text option, the first when it comes several times; undefined when absent. */
export function textOption(options: Options, code: number): string | undefined {
  const value = options.get(code)?.[0]
  return value && decodeText(value)
}

/** A block's comments as a property, none when there are none. */
export function commentsOf(options: Options): { readonly comments?: readonly string[] } {
  const comments = options.get(commentOption)
  return comments === undefined ? {} : { comments: comments.map((comment) => decodeText(comment)) }
}

/** A counter of 8 bytes; undefined when absent or of another size. */
export function counterOption(options: Options, code: number, littleEndian: boolean): number | undefined {
  const value = options.get(code)?.[0]
  return value?.byteLength === 8 ? Number(value.getBigUint64(0, littleEndian)) : undefined
}

/** UTF-8, as all of pcapng's texts are. */
export function decodeText(value: DataView | Uint8Array): string {
  return decoder.decode(value)
}
