import type { Cell } from '../cells/cell.ts'
import { runnerErrors } from './expected-error.ts'
import type { ThrownError } from './run-event.ts'

/** How a notebook's process ended. */
export interface RunEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The cell that had to be stopped. */
  readonly late?: Cell | undefined
}

/** How far a notebook's script came. */
export interface RunReach {
  /** Cells have not run. */
  readonly missing: boolean
  /** Its last line was run. */
  readonly ended: boolean
}

/** Why an end is no good one, as an error of the cell that it came in. */
export function endReason({ code, signal, late }: RunEnd, { missing, ended }: RunReach): ThrownError | undefined {
  if (late !== undefined) {
    const message = `the cell did not end within ${(late.flags.timeoutMs ?? 0) / 1000} s`
    return { name: runnerErrors.timeout, message, stack: '' }
  }
  if (signal !== null) return exitError(`the notebook was ended by ${signal}`)
  if (code === 13) return exitError('the notebook ended with exit code 13: a top-level await never settled')
  if (code !== 0) return exitError(`the notebook ended with exit code ${code}`)
  if (missing) return exitError('the notebook ended here with exit code 0, before the cells after it')
  return ended ? undefined : exitError('the notebook ended with exit code 0 inside this cell, before its last line')
}

function exitError(message: string): ThrownError {
  return { name: runnerErrors.exit, message, stack: '' }
}
