import { judgeMatrix, type EncapMatrix, type MatrixExpectation, type PathLab } from '@underlay/evidence'
import { expectedEncapsulation } from '../matrix/expected-encapsulation.ts'
import type { Foreseen } from './foresee.ts'
import { decided, finding, headOf } from './judge-way.ts'
import type { Observed } from './observe.ts'
import type { VerifiedEnd } from './scope.ts'
import type { LayerFinding } from './verification.ts'

/** How each direction should be carried, in the order of the directions. */
export function expectations(lab: PathLab, directions: readonly Foreseen[]): readonly MatrixExpectation[] {
  return directions.map(({ from, to, family }) => expectedEncapsulation(lab, { from, to, family }))
}

/** `encapsulation` of all directions, from one capture. */
export function judgeEncapsulations(
  directions: readonly Foreseen[],
  expected: readonly MatrixExpectation[],
  { capture, prefix }: Observed,
): readonly LayerFinding[] {
  const numbered = directions.map((direction, index) => ({ direction, expectation: expected[index] }))
  return [4, 6].flatMap((family) => {
    const own = numbered.filter(({ direction }) => direction.family === family)
    const byKey = new Map(own.map((one) => [keyOf(one.direction.from, one.direction.to), one.expectation]))
    const ends = new Map(own.flatMap(({ direction: { from, to } }) => [from, to]).map((end) => [end.name, end]))
    const matrix = judgeMatrix(capture, {
      ends: [...ends.values()],
      marks: [prefix],
      // What is not asked about costs nothing.
      expected: (from, to) => byKey.get(keyOf(from, to)) ?? { reason: 'not asked' },
    })
    return own.map(({ direction }) => findingOf(direction, matrix))
  })
}

function findingOf(direction: Foreseen, { cells, asymmetric }: EncapMatrix): LayerFinding {
  const [from, to] = [direction.from.name, direction.to.name]
  const head = headOf(direction)
  const cell = cells.find((each) => each.from === from && each.to === to)
  if (cell === undefined) return finding('encapsulation', direction, decided('inconclusive', `${head}: not judged`))
  const { outcome, expected, actual, reason, packets, offending, first, outer } = cell
  const sides = { expected, actual }
  const odd = asymmetric.find(({ between }) => between.includes(from) && between.includes(to))
  if (outcome === 'fail') {
    const tunnel = outer === undefined ? '' : ` (${outer.src} → ${outer.dst})`
    const summary = `${head}: expected ${expected}, saw ${actual}${tunnel} in ${offending} of ${packets} packets`
    const lines = [...(first === undefined ? [] : [`first: ${first}`]), `predicted: ${reason}`]
    return finding('encapsulation', direction, {
      outcome,
      summary,
      message: [summary, ...lines].join('\n  '),
      ...sides,
    })
  }
  if (odd !== undefined) {
    const summary = `${head}: ${odd.actual[0]} one way, ${odd.actual[1]} the other${odd.predicted ? ', as the documents ask for' : ''}`
    const message = `${summary}\n  ${reason}`
    return finding('encapsulation', direction, { outcome: 'fail', summary, message, ...sides })
  }
  const text = outcome === 'pass' ? `${head}: ${actual}: ${reason}` : `${head}: ${reason}`
  return finding('encapsulation', direction, { ...decided(outcome, text), ...sides })
}

function keyOf(from: Pick<VerifiedEnd, 'name'>, to: Pick<VerifiedEnd, 'name'>): string {
  return JSON.stringify([from.name, to.name])
}
