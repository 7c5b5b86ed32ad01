import { resolve } from 'node:path'
import type { Cell } from '../cells/cell.ts'
import { formatDifferences } from '../compare/format-differences.ts'
import type { RunDifference } from '../compare/run-difference.ts'
import { cellFailure } from '../record/cell-failure.ts'
import type { RecordedCell } from '../record/run-record.ts'

/** What is known of a cell after a run. */
export interface CellFacts {
  readonly cell: Cell
  readonly cells: readonly RecordedCell[]
  readonly differences: readonly RunDifference[]
  /** The first test of its notebook: it also tells what belongs to no test. */
  readonly isFirst: boolean
  /** The record that should be there. */
  readonly missing: string | undefined
}

/** Why a cell's test is red, or undefined when it is not. */
export function cellMessage({ cell, cells, differences, isFirst, missing }: CellFacts): string | undefined {
  const failed = cells.find((candidate) => cellFailure(candidate) !== undefined)
  const ran = cells.find(({ id }) => id === cell.id)
  const failure = ran === undefined ? undefined : cellFailure(ran)
  if (failure !== undefined) {
    return failed === undefined || failed === ran || !isUnrun(ran) ? failure : `${failure}, at ${nameOf(failed)}`
  }
  if (isFirst && missing !== undefined) return `there is no record ${missing}; underlay render makes it`
  const tested = new Set(cells.filter(isRunCode).map(({ id }) => id))
  const own = differences.filter((difference) => {
    const id = difference.cell?.id
    return id === cell.id || (isFirst && (id === undefined || !tested.has(id)))
  })
  return own.length === 0 ? undefined : `the run does not mean what was recorded\n${formatDifferences(own)}`
}

function isRunCode(cell: RecordedCell): boolean {
  return cell.cell_type === 'code' && cell.metadata.underlay.skip !== true
}

function isUnrun(cell: RecordedCell | undefined): boolean {
  return cell?.cell_type === 'code' && cell.execution_count === null
}

function nameOf({ id, metadata: { underlay } }: RecordedCell): string {
  return `${underlay.title ?? id}, line ${underlay.firstLine}`
}

/** An error whose place is the cell's marker, so that vitest shows it there. */
export function messageError(message: string, path: string, { firstLine }: Cell): Error {
  const error = new Error(message)
  error.name = 'CellError'
  error.stack = `${error.name}: ${message}\n    at ${resolve(path)}:${firstLine}:1`
  return error
}
