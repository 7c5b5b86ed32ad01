import { basename } from 'node:path'
import { beforeAll, describe, test, type TestContext } from 'vitest'
import type { Cell } from '../cells/cell.ts'
import { readNotebook } from '../cells/read-notebook.ts'
import { compareRuns } from '../compare/compare-runs.ts'
import type { RunDifference } from '../compare/run-difference.ts'
import { readRecord } from '../record/read-record.ts'
import { recordPath } from '../record/record-path.ts'
import type { RunRecord } from '../record/run-record.ts'
import { runNotebook, type RunOptions } from '../run/run-notebook.ts'
import { cellMessage, messageError } from './cell-message.ts'

/** How a notebook is run as tests. */
export interface TestNotebookOptions extends Pick<RunOptions, 'args' | 'env' | 'cwd'> {
  /** The record that the run has to mean the same as; `false` only runs the cells. Default: the one beside the notebook. */
  readonly record?: string | false
  /** For the whole notebook. Default: 120 000. */
  readonly timeoutMs?: number
}

/**
 * Declares a notebook as tests of vitest, one for each cell of code: it passes when the cell does, and means what was
 * recorded. The notebook is run once, before them, in a process of its own; `skip` cells are skipped tests.
 *
 * Without `args` those of the record are used. A failure has the place of the cell, and the recorded and the new value.
 *
 * @throws NotebookError when the notebook cannot be read; @throws RecordError when its record cannot: while vitest collects.
 * @example
 * ```ts
 * import { testNotebook } from '@underlay/notebook/vitest'
 *
 * testNotebook('labs/my-lab.mts', { timeoutMs: 60_000 })
 * ```
 * @see https://vitest.dev/guide/reporters#junit-reporter
 */
export function testNotebook(path: string, options: TestNotebookOptions = {}): void {
  const { record: recordFile = recordPath(path), timeoutMs = 120_000, env = {}, cwd = '.' } = options
  describe(`${basename(path)}`, async () => {
    const notebook = await readNotebook(path)
    const recorded = recordFile === false ? undefined : await readRecord(recordFile)
    const cells = notebook.cells.filter(({ kind }) => kind === 'code')
    const first = cells.find(({ flags }) => flags.skip !== true)
    const missing = recordFile !== false && recorded === undefined ? recordFile : undefined
    let run: { readonly record: RunRecord; readonly differences: readonly RunDifference[] } | undefined

    // The signal comes first, so that what the notebook started is ended before vitest goes on.
    beforeAll(async () => {
      const args = options.args ?? recorded?.metadata.underlay.args ?? []
      const record = await runNotebook(path, { args, env, cwd, signal: AbortSignal.timeout(timeoutMs) })
      run = { record, differences: recorded === undefined ? [] : compareRuns(recorded, record) }
    }, timeoutMs + 20_000)

    const passes = (cell: Cell) => (context: TestContext) => {
      if (cell.flags.skip === true) context.skip('the cell is marked as skipped')
      if (run === undefined) throw new Error('the notebook did not run')
      const { record, differences } = run
      const message = cellMessage({ cell, cells: record.cells, differences, isFirst: cell === first, missing })
      if (message !== undefined) throw messageError(message, path, cell)
    }
    // A red cell is an error of its own, with its place.
    // oxlint-disable-next-line vitest/expect-expect
    for (const cell of cells) test(`${cell.firstLine} ${cell.title || cell.id}`, passes(cell))
  })
}
