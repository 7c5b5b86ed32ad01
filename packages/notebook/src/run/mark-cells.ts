import type { Cell, Notebook } from '../cells/cell.ts'
import { findMarkers } from '../cells/find-markers.ts'
import { sourceText } from '../cells/source-text.ts'
import { throwsMistakes } from './throws-block.ts'
import { NotebookError } from '../cells/notebook-error.ts'

// On `globalThis`: the script's own scope is the user's.
const cellHook = `globalThis[Symbol.for('underlay.cell')]`

/** A notebook's script as it is run. */
export interface MarkedScript {
  readonly script: string
  /** The cell of code that begins with the file, as no marker calls for it. */
  readonly first?: number
}

/**
 * Writes a notebook's script as it is run: each marker calls the runner on its own line, so that all places stay
 * those of the file; the lines of skipped cells are empty; a cell that throws is a block with its own `catch`; a line behind the last says
 * that it was reached.
 *
 * @throws NotebookError when a cell that throws declares what other cells use, imports or exports.
 * @example
 * ```ts
 * markCells(parseNotebook('a.mts', '// %% One\nawait one()\n'))
 * // { script: ";globalThis[Symbol.for('underlay.cell')].begin(0);\nawait one()\n\n;globalThis[Symbol.for('underlay.cell')].end();" }
 * ```
 */
export function markCells(notebook: Notebook): MarkedScript {
  const { path, text, cells } = notebook
  const mistakes = cells.filter(throwing).flatMap((cell) => throwsMistakes(notebook, cell))
  if (mistakes.length > 0) throw new NotebookError(path, mistakes)
  const source = sourceText(text)
  const { markers } = findMarkers(path, text, source)
  const marked = markers.map(({ start, end }) => ({ start, end, line: source.position(start).line }))
  let script = ''
  let at = 0
  let open: Cell | undefined
  for (const { start, end, line } of marked) {
    const cell = cells.find(({ firstLine }) => firstLine === line)
    if (cell === undefined) continue
    const previous = cells[cell.index - 1]
    const between = text.slice(at, start)
    script += previous !== undefined && skipped(previous) ? blanked(between) : between
    script += closing(open) + opening(cell)
    open = throwing(cell) ? cell : undefined
    at = end
  }
  const last = cells.at(-1)
  const rest = text.slice(at)
  script += last !== undefined && at > 0 && skipped(last) ? blanked(rest) : rest
  script += `\n${closing(open)};${cellHook}.end();`
  const [first] = cells
  const implicit = first?.kind === 'code' && marked.every(({ line }) => line !== first.firstLine)
  return implicit ? { script, first: first.index } : { script }
}

function skipped({ kind, flags }: Cell): boolean {
  return kind === 'code' && flags.skip === true
}

function throwing({ kind, flags }: Cell): boolean {
  return kind === 'code' && flags.skip !== true && flags.throws !== undefined
}

function opening(cell: Cell): string {
  if (cell.kind === 'markdown' || skipped(cell)) return ''
  // The semicolons end a statement that its author left open to the next line.
  return `;${cellHook}.begin(${cell.index});${throwing(cell) ? 'try{' : ''}`
}

function closing(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  return `;}catch(error){${cellHook}.caught(${cell.index},error)};${cellHook}.ended(${cell.index});`
}

function blanked(text: string): string {
  return text.replaceAll(/[^\n]/g, '')
}
