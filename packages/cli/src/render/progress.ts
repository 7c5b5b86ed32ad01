import { basename } from 'node:path'
import type { Cell, CellState, RunListener } from '@underlay/notebook'

const signs = { passed: '✓', failed: '✗', skipped: '-' } as const
const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const spinMs = 100

/** Shows on stderr what a run is at: a line for each cell that has ended and, on a terminal, the one that runs. */
export function showProgress(path: string): RunListener & Disposable {
  let timer: NodeJS.Timeout | undefined
  const clear = () => {
    if (timer === undefined) return
    clearInterval(timer)
    timer = undefined
    process.stderr.write('\r\u001B[K')
  }
  const spin = (cell: Cell) => {
    if (!process.stderr.isTTY) return
    let turn = 0
    timer = setInterval(() => {
      process.stderr.write(`\r\u001B[K ${spinner.charAt(turn++ % spinner.length)} ${cellLabel(path, cell)}`)
    }, spinMs)
  }
  return {
    onCell: (cell, state, durationMs) => {
      clear()
      if (state === 'begun') spin(cell)
      else process.stderr.write(`${progressLine(path, cell, state, durationMs)}\n`)
    },
    [Symbol.dispose]: clear,
  }
}

/**
 * A line about a cell that has ended, or is passed over.
 *
 * @example
 * ```ts
 * progressLine('examples/05-check-routes.mts', cell, 'passed', 412) // ' ✓ 05-check-routes.mts:23 Routes of control-plane  0.4 s'
 * ```
 */
function progressLine(path: string, cell: Cell, state: Exclude<CellState, 'begun'>, durationMs: number): string {
  const end = state === 'skipped' ? 'skipped' : `${(durationMs / 1000).toFixed(1)} s`
  return ` ${signs[state]} ${cellLabel(path, cell)}  ${end}`
}

function cellLabel(path: string, { firstLine, title, id }: Cell): string {
  return `${basename(path)}:${firstLine} ${title || id}`
}
