import { parseSync } from 'oxc-parser'
import { NotebookError } from './notebook-error.ts'
import { refuseTooDeep } from './refuse-too-deep.ts'
import type { SourceText } from './source-text.ts'

/** A comment that begins a cell: `text` stands behind `%%`, which ends at `textStart`. */
export interface MarkerComment {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly textStart: number
}

/** What a parser says of a script's comments. */
export interface ScriptComments {
  readonly markers: readonly MarkerComment[]
  /** The lines that are one line comment, or belong to it by being blank. */
  readonly commentLines: ReadonlySet<number>
}

/**
 * Finds the comments that begin cells: line comments alone on their line, outside of every statement.
 *
 * @throws NotebookError when the script is no TypeScript, with the parser's own place; when it nests too deep to be parsed.
 */
export function findMarkers(path: string, text: string, source: SourceText): ScriptComments {
  refuseTooDeep(path, text, source)
  const { program, comments, errors } = parseSync(path, text, { sourceType: 'module', lang: languageOf(path) })
  if (errors.length > 0) {
    const issues = errors.map(({ message, labels: [label], helpMessage }) => ({
      ...source.position(label?.start ?? 0),
      message: `${message}${label?.message ? ` (${label.message})` : ''}`,
      fix: helpMessage ?? 'correct the script; its cells are found from its syntax',
    }))
    throw new NotebookError(path, issues)
  }
  const commentLines = new Set<number>()
  const markers: MarkerComment[] = []
  for (const { type, value, start, end } of comments) {
    const { line, column } = source.position(start)
    if (
      type !== 'Line' ||
      source
        .line(line)
        .slice(0, column - 1)
        .trim() !== ''
    )
      continue
    if (program.body.some((statement) => statement.start < start && start < statement.end)) continue
    commentLines.add(line)
    const sign = /^\s*%%(?=\s|$)/.exec(value)?.[0]
    if (sign === undefined) continue
    markers.push({ start, end, text: value.slice(sign.length), textStart: start + 2 + sign.length })
  }
  return { markers, commentLines }
}

function languageOf(path: string): 'js' | 'ts' {
  return /\.[cm]?js$/.test(path) ? 'js' : 'ts'
}
