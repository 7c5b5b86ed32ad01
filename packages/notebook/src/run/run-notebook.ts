import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Cell, Notebook } from '../cells/cell.ts'
import { readNotebook } from '../cells/read-notebook.ts'
import { cellFailure } from '../record/cell-failure.ts'
import { sourceSha256 } from '../record/is-current.ts'
import type { RunRecord } from '../record/run-record.ts'
import { markCells } from './mark-cells.ts'
import type { RunEvent } from './run-event.ts'
import { openLedger, type RunListener } from './run-ledger.ts'
import { startChild } from './start-child.ts'

/** How a notebook is run, and who is told. */
export interface RunOptions extends RunListener {
  /** The script's own arguments. */
  readonly args?: readonly string[]
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: this process's own. Paths in outputs of errors are relative to it. */
  readonly cwd?: string
  /** Stops the notebook and what it started by SIGTERM when that is its reason, else by SIGINT; after 10 s by SIGKILL. */
  readonly signal?: AbortSignal
}

/**
 * Runs a notebook in a process of its own and records what each cell put out.
 *
 * The script is run as it stands, in one module, with its places exact. A cell that fails ends the run: the record says so,
 * and that the cells after it did not run. Nothing of the run is left when this returns, except what it left on purpose
 * in a process group of its own, as a persistent lab.
 *
 * @returns the record, of a failed run too
 * @throws NotebookError when the notebook cannot be read or marked; then nothing was run.
 * @throws the signal's reason when it is aborted, after all was stopped.
 * @example
 * ```ts
 * const record = await runNotebook('examples/05-check-routes.mts', { args: ['--engine', 'netns'] })
 * await writeRecord(recordPath('examples/05-check-routes.mts'), record)
 * ```
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunRecord> {
  const { args = [], env = {}, signal } = options
  signal?.throwIfAborted()
  const notebook = await readNotebook(path)
  const file = await realpath(path)
  const cwd = await realpath(options.cwd ?? '.')
  const marked = markCells(notebook)
  const ranAt = new Date().toISOString()
  const ledger = openLedger(notebook, { file, folder: cwd, place: relative(cwd, file) }, options)
  let late: Cell | undefined
  let timer: NodeJS.Timeout | undefined
  const onEvent = (event: RunEvent) => {
    // A script that handles SIGINT may go on to its next cell.
    if (late !== undefined && event.type === 'begin') return child.stop('SIGKILL')
    ledger.event(event)
    if (event.type !== 'begin') return
    clearTimeout(timer)
    const cell = notebook.cells[event.cell]
    if (cell?.flags.timeoutMs === undefined) return
    timer = setTimeout(() => {
      late = cell
      child.stop('SIGINT')
    }, cell.flags.timeoutMs)
  }
  const order = {
    url: pathToFileURL(file).href,
    ...marked,
    boundary: randomUUID(),
    throws: throwsOf(notebook),
  }
  const child = startChild({ file, args, cwd, env, order, onEvent, onRaw: ledger.raw })
  const stop = () => child.stop(signal?.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
  signal?.addEventListener('abort', stop)
  try {
    const end = await child.ended
    signal?.throwIfAborted()
    const { cells, place } = ledger.end({ ...end, late })
    return {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        language_info: { name: 'typescript', file_extension: '.mts' },
        underlay: {
          notebook: basename(path),
          args,
          sourceSha256: sourceSha256(notebook.text),
          ranAt,
          outcome: cells.every((cell) => cellFailure(cell) === undefined) ? 'pass' : 'fail',
          versions: { underlay: version(), node: process.versions.node },
          ...(place === undefined ? {} : { place }),
        },
      },
      cells,
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

function throwsOf({ cells }: Notebook): Readonly<Record<number, true | string>> {
  return Object.fromEntries(
    cells.flatMap(({ index, flags: { throws } }) => (throws === undefined ? [] : [[index, throws]])),
  )
}

function version(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  return String(JSON.parse(manifest).version)
}
