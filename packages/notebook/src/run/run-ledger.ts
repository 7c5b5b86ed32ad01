import type { Cell, Notebook } from '../cells/cell.ts'
import { cellFailure } from '../record/cell-failure.ts'
import type { RunPlace } from '@underlay/sdk'
import type { CellOutput, MimeBundle, RecordedCell } from '../record/run-record.ts'
import { collectOutputs, type CellOutputs } from './collect-outputs.ts'
import { endReason, type RunEnd } from './end-reason.ts'
import { recordCell } from './record-cell.ts'
import type { RunEvent, ThrownError } from './run-event.ts'
import { traceback } from './traceback.ts'

/** What has become of a cell. */
export type CellState = 'begun' | 'passed' | 'failed' | 'skipped'

/** Told of a run as it goes on. */
export interface RunListener {
  /** A cell begins, has ended, or is passed over. Cells that a failure keeps from running are not told. */
  readonly onCell?: ((cell: Cell, state: CellState, durationMs: number) => void) | undefined
  readonly onOutput?: ((cell: Cell, output: CellOutput) => void) | undefined
}

/** Keeps the outputs of a run by its cells. */
export interface RunLedger {
  event(event: RunEvent): void
  raw(name: 'stdout' | 'stderr', cell: number | undefined, text: string): void
  end(end: RunEnd): { readonly cells: readonly RecordedCell[]; readonly place: RunPlace | undefined }
}

interface Entry {
  readonly count: number
  readonly beganMs: number
  durationMs?: number
}

/** Opens the books of a run: what comes before the first cell has begun belongs to the first that is run. */
export function openLedger(
  notebook: Notebook,
  view: { readonly file: string; readonly folder: string; readonly place: string },
  { onCell, onOutput }: RunListener = {},
): RunLedger {
  const code = notebook.cells.filter(({ kind, flags }) => kind === 'code' && flags.skip !== true)
  const entries = new Map<Cell, Entry>()
  // What a pipe brings may come before the word that its cell has begun.
  const outputs = new Map<Cell, CellOutputs>()
  let current: Cell | undefined
  let passed = 0
  let place: RunPlace | undefined
  let fatal = false
  let ended = false

  const outputsOf = (cell: Cell): CellOutputs => {
    const found = outputs.get(cell) ?? collectOutputs()
    outputs.set(cell, found)
    return found
  }
  const recorded = (cell: Cell) => recordCell(cell, entries.get(cell), outputs.get(cell)?.done())
  const passOver = (until: number) => {
    for (; passed < until; passed++) {
      const cell = notebook.cells[passed]
      if (cell?.flags.skip === true) onCell?.(cell, 'skipped', 0)
    }
  }
  const close = () => {
    const entry = current === undefined ? undefined : entries.get(current)
    if (entry === undefined || current === undefined) return
    entry.durationMs = Math.round(performance.now() - entry.beganMs)
    const failure = cellFailure(recorded(current))
    onCell?.(current, failure === undefined ? 'passed' : 'failed', entry.durationMs)
  }
  const begin = (cell: Cell) => {
    close()
    passOver(cell.index)
    entries.set(cell, { count: entries.size + 1, beganMs: performance.now() })
    current = cell
    onCell?.(cell, 'begun', 0)
  }
  const add = (index: number | undefined, output: CellOutput) => {
    const cell = (index === undefined ? undefined : notebook.cells[index]) ?? code[0]
    if (cell === undefined) return
    const kept = outputsOf(cell).add(output)
    if (kept !== undefined) onOutput?.(cell, kept)
  }
  const addError = (cell: Cell | undefined, error: ThrownError) => {
    const cellPlace = `${view.place}:${(cell ?? code[0])?.firstLine ?? 1}`
    const lines = traceback(error, { file: view.file, folder: view.folder, cellPlace })
    add(cell?.index, { output_type: 'error', ename: error.name, evalue: error.message, traceback: lines })
  }
  return {
    event: (event) => {
      if (event.type === 'begin') {
        const cell = notebook.cells[event.cell]
        if (cell !== undefined && !entries.has(cell)) begin(cell)
      } else if (event.type === 'write') add(current?.index, stream(event.name, event.text))
      else if (event.type === 'display') add(current?.index, displayed(event.data))
      else if (event.type === 'place') place = event.place
      else if (event.type === 'end') ended = true
      else {
        fatal ||= event.fatal
        // Of an expected error the page shows what the reader sees: it stays as it is when a library changes inside.
        addError(current, event.fatal ? event.error : { ...event.error, typed: true })
      }
    },
    raw: (name, cell, text) => add(cell, stream(name, text)),
    end: (end) => {
      const missing = code.some((cell) => !entries.has(cell))
      // A crash is no error that `throws` asked for, even where it looks like it.
      const said = fatal && (current === undefined || cellFailure(recorded(current)) !== undefined)
      const reason = said ? undefined : endReason(end, { missing, ended })
      if (reason !== undefined) addError(end.late ?? current, reason)
      // It may have ended by what it imports.
      if (entries.size === 0 && code[0] !== undefined && outputs.has(code[0])) begin(code[0])
      close()
      if (!missing) passOver(notebook.cells.length)
      return { cells: notebook.cells.map(recorded), place }
    },
  }
}

function stream(name: 'stdout' | 'stderr', text: string): CellOutput {
  return { output_type: 'stream', name, text }
}

function displayed(data: MimeBundle): CellOutput {
  return { output_type: 'display_data', data, metadata: {} }
}
