import type { EncapMatrix, MatrixAsymmetry, MatrixCell, MatrixEnd } from './matrix.ts'

/** A matrix without its texts. */
type MatrixFacts = Pick<EncapMatrix, 'outcome' | 'ends' | 'cells' | 'asymmetric'>

// What more there is the table shows.
const shownCells = 8

/** `16 nodes  240 of 240 directions as predicted  none 112, vxlan 128`. */
export function summarizeMatrix({ outcome, ends, cells, asymmetric }: MatrixFacts): string {
  const of = (wanted: string): readonly MatrixCell[] => cells.filter((cell) => cell.outcome === wanted)
  const lost = cells.filter(({ packets, arrived }) => packets > 0 && !arrived)
  const notes = [
    count(of('fail').length, 'not as predicted'),
    count(of('inconclusive').length, 'inconclusive'),
    count(asymmetric.length, asymmetric.length === 1 ? 'pair carried asymmetrically' : 'pairs carried asymmetrically'),
    count(lost.length, 'sent and never seen at the other node'),
  ].filter((note) => note !== '')
  const parts = [
    `${ends.length} ends`,
    `${of('pass').length} of ${cells.length} directions as predicted`,
    tally(cells),
    notes.join(', '),
  ].filter((part) => part !== '')
  return `${outcome === 'inconclusive' ? 'inconclusive: ' : ''}${parts.join('  ')}`
}

function count(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}`
}

function tally(cells: readonly MatrixCell[]): string {
  const groups = Map.groupBy(cells, ({ actual }) => actual)
  return [...groups].flatMap(([kind, list]) => (kind === undefined ? [] : [`${kind} ${list.length}`])).join(', ')
}

/** All that is wrong or not known, pair by pair, each with the reason and what to look at. */
export function describeMatrix(facts: MatrixFacts, ends: readonly MatrixEnd[], summary: string): string {
  const { outcome, cells, asymmetric } = facts
  if (outcome === 'pass') return summary
  if (cells.length === 0) {
    return `${summary}\n  there is no pair: at least two ends on different nodes are needed\n  next: underlay inspect pods`
  }
  const failed = cells.filter((cell) => cell.outcome === 'fail')
  const unknown = cells.filter((cell) => cell.outcome === 'inconclusive')
  return [
    summary,
    ...listed(failed, (cell) => describeFailed(cell, cells, ends)),
    ...asymmetric
      .filter(({ between: [a, b] }) => !failed.some(({ from, to }) => [a, b].includes(from) && [a, b].includes(to)))
      .flatMap((each) => describeAsymmetry(each, cells)),
    ...listed(unknown, (cell) => [`${cell.from} → ${cell.to}: no evidence: ${cell.reason}`, ...nextOf(cell, ends)]),
  ].join('\n')
}

function listed(cells: readonly MatrixCell[], describe: (cell: MatrixCell) => readonly string[]): readonly string[] {
  const rest = cells.length - shownCells
  return [...cells.slice(0, shownCells).flatMap(describe), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

function describeFailed(cell: MatrixCell, cells: readonly MatrixCell[], ends: readonly MatrixEnd[]): readonly string[] {
  const { from, to, expected, actual, offending, packets, outer, first, reason } = cell
  const tunnel = outer === undefined ? '' : ` (${outer.src} → ${outer.dst})`
  const back = cells.find((other) => other.from === to && other.to === from)
  return [
    `${from} → ${to}: expected ${expected}, saw ${actual}${tunnel} in ${offending} of ${packets} packets`,
    ...(first === undefined ? [] : [`  first: ${first}`]),
    `  predicted from the documents: ${reason}`,
    ...(back?.actual === undefined || back.actual === actual ? [] : [`  back it is ${back.actual}: asymmetric`]),
    ...nextOf(cell, ends),
  ]
}

function nextOf({ from, to }: MatrixCell, ends: readonly MatrixEnd[]): readonly string[] {
  const [sender, receiver] = [from, to].map((name) => ends.find((end) => end.name === name))
  if (sender?.absent ?? receiver?.absent) return ['  next: underlay inspect pods']
  return sender && receiver ? [`  next: underlay exec ${sender.node} -- ip route get ${receiver.address}`] : []
}

function describeAsymmetry({ between: [a, b], actual, predicted }: MatrixAsymmetry, cells: readonly MatrixCell[]) {
  const reasonOf = (from: string, to: string): string =>
    cells.find((cell) => cell.from === from && cell.to === to)?.reason ?? ''
  return [
    `${a} → ${b} is ${actual[0]}, ${b} → ${a} is ${actual[1]}: asymmetric${predicted ? ', as the documents ask for' : ''}`,
    `  there: ${reasonOf(a, b)}`,
    `  back: ${reasonOf(b, a)}`,
    ...(predicted
      ? [
          '  next: give both nodes the same mask, or --allow-asymmetry, or assertEncapMatrix(cluster, { allowAsymmetry: true })',
        ]
      : []),
  ]
}
