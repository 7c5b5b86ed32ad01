import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'

/** Takes bytes in pieces of any size and gives whole lines. */
interface LineReader {
  push(chunk: Uint8Array): void
  /** Gives the last line, if nothing ended it. */
  end(): void
}

const maxLineLength = 64 * 1024

/**
 * Cuts a stream of UTF-8 into lines, without their ends; a carriage return ends a line too, as spinners use it.
 *
 * A line longer than 64 Ki characters is given in pieces.
 *
 * @example
 * ```ts
 * const lines: string[] = []
 * const reader = lineReader((line) => lines.push(line))
 * reader.push(Buffer.from('Preparing\r Preparing nodes\nDo'))
 * reader.end() // lines: ['Preparing', ' Preparing nodes', 'Do']
 * ```
 */
export function lineReader(onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string): void => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    for (; rest.length > maxLineLength; rest = rest.slice(maxLineLength)) onLine(rest.slice(0, maxLineLength))
  }
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end())
      if (rest !== '') onLine(rest.replace(/\r$/, ''))
      rest = ''
    },
  }
}

/**
 * A line as it is read: without colours and other terminal sequences, control characters, and space around it.
 *
 * @example
 * ```ts
 * plainLine(' \u001B[32m✓\u001B[0m Preparing nodes ') // '✓ Preparing nodes'
 * ```
 */
export function plainLine(line: string): string {
  return stripVTControlCharacters(line)
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
}
