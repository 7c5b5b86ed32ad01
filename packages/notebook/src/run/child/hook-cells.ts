import { isExpected, runnerErrors } from '../expected-error.ts'
import type { RunEvent, RunOrder } from '../run-event.ts'
import type { Outputs } from './follow-outputs.ts'
import { thrownError } from './thrown-error.ts'

/** What the marked script calls. */
export interface CellHook {
  begin(cell: number): void
  /** Of a cell that throws: the error that ended it; any other than the expected one goes on. */
  caught(cell: number, error: unknown): void
  /** Of a cell that throws: it is over, in whichever way. */
  ended(cell: number): void
  /** The script's last line was run. */
  end(): void
}

/** Puts the functions that a marked script calls in their place, and sees the error that ends it. */
export function hookCells({ throws }: RunOrder, send: (event: RunEvent) => void, outputs: Outputs): CellHook {
  const asExpected = new Set<number>()
  const hook: CellHook = {
    begin: (cell) => {
      outputs.boundary(cell)
      send({ type: 'begin', cell })
    },
    caught: (cell, error) => {
      const thrown = thrownError(error)
      if (!isExpected(throws[cell], thrown)) throw error
      asExpected.add(cell)
      send({ type: 'error', error: thrown, fatal: false })
    },
    ended: (cell) => {
      if (asExpected.has(cell)) return
      const wanted = typeof throws[cell] === 'string' ? ` with ${JSON.stringify(throws[cell])}` : ''
      const error = new Error(`this cell should have ended with an error${wanted}, and did not`)
      error.name = runnerErrors.nothingThrown
      // It is the whole cell's.
      error.stack = ''
      throw error
    },
    end: () => send({ type: 'end' }),
  }
  Object.defineProperty(globalThis, Symbol.for('underlay.cell'), { value: hook })
  // It only watches: what Node does about the error stays as it is.
  process.on('uncaughtExceptionMonitor', (error) => {
    send({ type: 'error', error: thrownError(error), fatal: true })
    // What Node prints of it would be there twice.
    outputs.boundary('end')
  })
  return hook
}
