import { StringDecoder } from 'node:string_decoder'

/** Takes what comes on a pipe, and gives it on by the cell that it belongs to. */
export interface RawSplitter {
  push(chunk: Uint8Array): void
  /** Gives what is left. */
  end(): void
}

/**
 * Cuts what processes of a notebook wrote on a pipe at the boundaries that the notebook's own process set there.
 *
 * @param boundary - the word of the boundaries; they are `NUL boundary SPACE cell NUL`
 * @param onText - told each text with its cell; `undefined` before the first boundary. Nothing comes after `end`
 * @example
 * ```ts
 * const raw = splitRaw('b17', (cell, text) => console.log(cell, text))
 * raw.push(Buffer.from('one\0b17 3\0two')) // undefined 'one', 3 'two'
 * ```
 */
export function splitRaw(boundary: string, onText: (cell: number | undefined, text: string) => void): RawSplitter {
  const decoder = new StringDecoder('utf8')
  const mark = new RegExp(`\\u0000${boundary} (\\d+|end)\\u0000`)
  const longestMark = boundary.length + 16
  let rest = ''
  let cell: number | undefined
  let ended = false
  const give = (text: string) => {
    if (text !== '' && !ended) onText(cell, text)
  }
  const take = (text: string, last: boolean) => {
    rest += text
    for (let found = mark.exec(rest); found !== null; found = mark.exec(rest)) {
      give(rest.slice(0, found.index))
      rest = rest.slice(found.index + found[0].length)
      if (found[1] === 'end') ended = true
      else cell = Number(found[1])
    }
    // A boundary may have come in part.
    const open = last ? -1 : rest.indexOf('\0', Math.max(0, rest.length - longestMark))
    give(open === -1 ? rest : rest.slice(0, open))
    rest = open === -1 ? '' : rest.slice(open)
  }
  return { push: (chunk) => take(decoder.write(chunk), false), end: () => take(decoder.end(), true) }
}
