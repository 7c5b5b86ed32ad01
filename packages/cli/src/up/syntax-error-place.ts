import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Where a module's syntax is broken: `lab.ts:3:12`, of another module that it imports the path of that one.
 *
 * @param path the module as it was typed.
 * @param file the same, absolute.
 */
export function syntaxErrorPlace(error: SyntaxError, path: string, file: string): string {
  const place = placeIn(error.stack ?? '') ?? placeIn(errorOfText(file))
  if (place === undefined) return path
  const where = place.url === undefined || fileURLToPath(place.url) === file ? path : fileURLToPath(place.url)
  return `${where}:${place.line}:${place.column}`
}

// Node says no place of a module that is JavaScript; what reads TypeScript does.
function errorOfText(file: string): string {
  try {
    stripTypeScriptTypes(readFileSync(file, 'utf8'))
    return ''
  } catch (error) {
    return error instanceof Error ? (error.stack ?? '') : ''
  }
}

// `file:///lab.ts:3`, the line itself, and a mark below the column.
function placeIn(stack: string) {
  const [first = '', , marks = ''] = stack.split('\n')
  const found = /^(file:.*|.*):(\d+)$/.exec(first)
  if (found === null || !marks.includes('^')) return undefined
  const [, url = '', line] = found
  return { url: url.startsWith('file:') ? url : undefined, line: Number(line), column: marks.indexOf('^') + 1 }
}
