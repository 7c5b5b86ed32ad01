import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Where a module's syntax is broken: `lab.ts:3:12`, of another module that it imports the path of that one.
 *
 * @param path the module as it was typed.
 * @param file the same, absolute.
 */
export function syntaxErrorPlace(error: SyntaxError, path: string, file: string): string {
  const place = placeIn(error.stack ?? '') ?? placeIn(checkOf(file))
  if (place === undefined) return path
  return `${place.file === file ? path : place.file}:${place.line}:${place.column}`
}

// Of JavaScript Node says the place only when it is not caught.
function checkOf(file: string): string {
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 10_000 }).stderr
}

// `file:///lab.ts:3`, some lines of it, and a mark below the column.
function placeIn(words: string) {
  const [first = '', ...lines] = words.split('\n')
  const found = /^(\/.*|file:.*):(\d+)$/.exec(first)
  const marks = lines.find((line) => /^\s*\^+\s*$/.test(line))
  if (found === null || marks === undefined) return undefined
  const [, where = '', line] = found
  const file = where.startsWith('file:') ? fileURLToPath(where) : where
  return { file, line: Number(line), column: marks.indexOf('^') + 1 }
}
