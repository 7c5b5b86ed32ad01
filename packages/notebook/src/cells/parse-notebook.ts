import type { Cell, Notebook } from './cell.ts'
import { cellIds } from './cell-ids.ts'
import { findMarkers, type MarkerComment } from './find-markers.ts'
import { NotebookError, type NotebookIssue } from './notebook-error.ts'
import { readMarker } from './read-marker.ts'
import { sourceText, type SourceText } from './source-text.ts'

/**
 * Reads a script in jupytext's percent format as its cells.
 *
 * A line `// %% Title flag key="value"` at the top level begins a cell of code, `// %% [markdown]` one of prose, whose
 * lines are `// ` comments. What stands before the first marker is a cell too: prose where it is only comments.
 * The comments are those of the parser, so that `// %%` in a template literal is none.
 *
 * @param path - as messages, records and outputs name it
 * @throws NotebookError with the place of every mistake: of the markers, of prose that holds code, of the syntax.
 * @example
 * ```ts
 * const { cells } = parseNotebook('routes.mts', '// %% [markdown]\n// # Routes\n\n// %% Read them\nconsole.log(1)\n')
 * cells.map(({ kind, title }) => [kind, title]) // [['markdown', ''], ['code', 'Read them']]
 * ```
 * @see https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-percent-format
 */
export function parseNotebook(path: string, text: string): Notebook {
  const source = sourceText(text)
  const { markers, commentLines } = findMarkers(path, text, source)
  const idOf = cellIds()
  const cells: Cell[] = []
  const issues: NotebookIssue[] = []
  for (const part of cut(text, markers, source)) {
    const lines = trimBlank(part.lines, source)
    if (part.marker === undefined && lines === undefined) continue
    const prose = lines === undefined || span(lines).every((line) => isProse(line, source, commentLines))
    const said = part.marker === undefined ? undefined : readMarker(part.marker.text)
    const kind = said?.kind ?? (prose ? 'markdown' : 'code')
    for (const { offset, message, fix } of said?.mistakes ?? []) {
      issues.push({ ...source.position((part.marker?.textStart ?? 0) + offset), message, fix })
    }
    if (kind === 'markdown' && !prose) issues.push(codeInProse(span(lines), source, commentLines))
    const written = lines === undefined ? [] : span(lines).map((line) => source.line(line))
    const content = (kind === 'markdown' ? written.map(withoutSign) : written).join('\n')
    const title = said?.title ?? ''
    cells.push({
      kind,
      index: cells.length,
      id: idOf(title || (kind === 'markdown' ? headingOf(content) : ''), cells.length),
      title,
      flags: said?.flags ?? {},
      source: content,
      firstLine: part.marker === undefined ? (lines?.first ?? 1) : part.lines.first - 1,
      lastLine: lines?.last ?? part.lines.first - 1,
    })
  }
  if (issues.length > 0) throw new NotebookError(path, issues)
  return { path, text, cells }
}

interface Lines {
  readonly first: number
  readonly last: number
}

/** The parts of a text between its markers; the first has none. */
function cut(
  text: string,
  markers: readonly MarkerComment[],
  source: SourceText,
): readonly { readonly marker?: MarkerComment; readonly lines: Lines }[] {
  const lineOf = (marker: MarkerComment | undefined) =>
    marker === undefined ? source.lineCount + 1 : source.position(marker.start).line
  const head = { lines: { first: text.startsWith('#!') ? 2 : 1, last: lineOf(markers[0]) - 1 } }
  const rest = markers.map((marker, at) => ({
    marker,
    lines: { first: lineOf(marker) + 1, last: lineOf(markers[at + 1]) - 1 },
  }))
  return [head, ...rest]
}

function trimBlank({ first, last }: Lines, source: SourceText): Lines | undefined {
  while (first <= last && source.line(first).trim() === '') first++
  while (last >= first && source.line(last).trim() === '') last--
  return first > last ? undefined : { first, last }
}

function span(lines: Lines | undefined): readonly number[] {
  return lines === undefined ? [] : Array.from({ length: lines.last - lines.first + 1 }, (_, at) => lines.first + at)
}

function isProse(line: number, source: SourceText, commentLines: ReadonlySet<number>): boolean {
  return commentLines.has(line) || source.line(line).trim() === ''
}

function codeInProse(lines: readonly number[], source: SourceText, commentLines: ReadonlySet<number>): NotebookIssue {
  const line = lines.find((number) => !isProse(number, source, commentLines)) ?? 1
  const fix = 'begin each line of prose with //, and put // %% before the code'
  return { line, column: 1, message: 'a [markdown] cell holds line comments only', fix }
}

function withoutSign(line: string): string {
  return line.replace(/^\s*\/\/ ?/, '').trimEnd()
}

function headingOf(markdown: string): string {
  const [first = ''] = markdown.split('\n', 1)
  return /^#+ /.test(first) ? first : ''
}
