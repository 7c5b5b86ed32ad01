import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { Outcome } from '../verdict/verdict.ts'
import { describeMatrix, summarizeMatrix } from './describe-matrix.ts'
import { judgeCell } from './judge-cell.ts'
import type { EncapMatrix, MatrixAsymmetry, MatrixCell, MatrixEnd, MatrixQuestion } from './matrix.ts'
import { directionKey, seenPackets } from './seen-packets.ts'

/**
 * Judges how everything between all pairs of ends is carried, from one capture; never throws. Ends on one node are left
 * out: what they send each other never leaves it. A pair that no tap saw is inconclusive, never `none`.
 *
 * A pair whose directions are carried differently fails, also where the documents ask for it, unless `allowAsymmetry`.
 *
 * @example
 * ```ts
 * const matrix = judgeMatrix(capture, {
 *   ends: [
 *     { name: 'worker', node: 'worker', address: '10.98.85.129', taps: ['worker:net0'] },
 *     { name: 'worker2', node: 'worker2', address: '10.98.193.193', taps: ['worker2:net0'] },
 *   ],
 *   expected: () => ({ encapsulation: 'ipip', reason: 'the racks differ' }),
 * })
 * console.log(formatMatrix(matrix))
 * ```
 * @see https://github.com/projectcalico/calico/issues/1325 one direction by tunl0, the other not
 */
export function judgeMatrix(capture: TappedCapture, question: MatrixQuestion): EncapMatrix {
  const { ends, expected, allowAsymmetry = false } = question
  const seen = seenPackets(capture, question)
  const cells = pairsOf(ends).map(([from, to]) => {
    const expectation = expected(from, to)
    return judgeCell(capture, { from, to, seen: seen.get(directionKey(from, to)) ?? [], expectation })
  })
  const asymmetric = asymmetries(cells)
  const isWrong = (each: MatrixAsymmetry): boolean => !(allowAsymmetry && each.predicted)
  const outcome = combine(cells, asymmetric.some(isWrong))
  const facts = { outcome, ends: ends.map(({ name }) => name), cells, asymmetric }
  const summary = summarizeMatrix(facts)
  const sides = { expected: textOf(cells, 'expected'), actual: textOf(cells, 'actual') }
  return { ...facts, ...sides, summary, message: describeMatrix(facts, ends, summary) }
}

/** Both directions of all pairs on different nodes, row by row. */
function pairsOf<E extends Pick<MatrixEnd, 'node'>>(ends: readonly E[]): readonly (readonly [E, E])[] {
  return ends.flatMap((from) => ends.filter(({ node }) => node !== from.node).map((to) => [from, to] as const))
}

function asymmetries(cells: readonly MatrixCell[]): readonly MatrixAsymmetry[] {
  const byKey = new Map(cells.map((cell) => [JSON.stringify([cell.from, cell.to]), cell]))
  return cells.flatMap((there) => {
    const back = byKey.get(JSON.stringify([there.to, there.from]))
    // Each pair once: its first direction comes first among the rows.
    if (back === undefined || cells.indexOf(back) < cells.indexOf(there)) return []
    if (there.actual === undefined || back.actual === undefined || there.actual === back.actual) return []
    const predicted = there.expected === there.actual && back.expected === back.actual
    return [{ between: [there.from, there.to], actual: [there.actual, back.actual], predicted }]
  })
}

function combine(cells: readonly MatrixCell[], isAsymmetric: boolean): Outcome {
  if (isAsymmetric || cells.some(({ outcome }) => outcome === 'fail')) return 'fail'
  return cells.length === 0 || cells.some(({ outcome }) => outcome === 'inconclusive') ? 'inconclusive' : 'pass'
}

/** What differs, as a test runner shows it. */
function textOf(cells: readonly MatrixCell[], side: 'expected' | 'actual'): string {
  return cells
    .filter(({ outcome }) => outcome !== 'pass')
    .map((cell) => `${cell.from} → ${cell.to}: ${cell[side] ?? '?'}`)
    .join('\n')
}
