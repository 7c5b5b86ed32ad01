import { printable } from '../rows/printable.ts'

/** Where in a filter's text something is wrong. */
export interface FilterErrorPlace {
  readonly text: string
  /** Offset in `text`, and how many characters from there. */
  readonly position: number
  readonly length: number
  /** What may have been meant: a field's name. */
  readonly suggestion?: string
}

const contextCharacters = 60

/**
 * A display filter that cannot be understood; the message has the text with a caret under the place.
 *
 * ```text
 * no field or protocol is named ip.scr: did you mean ip.src?
 *   ip.scr == 10.1.5.10
 *   ^~~~~~
 * ```
 */
export class FilterError extends Error {
  override readonly name = 'FilterError'
  readonly text: string
  readonly position: number
  readonly length: number
  readonly suggestion?: string

  constructor(reason: string, place: FilterErrorPlace) {
    super(`${printable(reason)}\n${pointAt(place)}`)
    this.text = place.text
    this.position = place.position
    this.length = place.length
    if (place.suggestion !== undefined) this.suggestion = place.suggestion
  }
}

/** A long text is shown around the place only. */
function pointAt({ text, position, length }: FilterErrorPlace): string {
  const from = position > contextCharacters ? position - contextCharacters : 0
  const to = Math.min(text.length, position + Math.max(length, contextCharacters))
  const before = (from > 0 ? '…' : '') + printable(text.slice(from, position))
  const marked = printable(text.slice(position, Math.min(position + length, from + 2 * contextCharacters)))
  const after = printable(text.slice(position + length, to)) + (to < text.length ? '…' : '')
  return `  ${before}${marked}${after}\n  ${' '.repeat(before.length)}^${'~'.repeat(Math.max(0, marked.length - 1))}`
}
