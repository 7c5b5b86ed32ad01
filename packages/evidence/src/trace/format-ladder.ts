import type { PathTrace, TracedHop, TracedWay } from '../path/trace.ts'
import { describeHeaders, describeMessage } from './describe-hop.ts'
import { describeErrors, describeLoss, describeOutcome } from './describe-outcome.ts'
import { ladderGrid, lifelineAt, lifelines, type LadderGrid } from './ladder-grid.ts'
import { visits } from './visits.ts'

/** How a ladder is printed. */
export interface LadderOptions {
  /** Characters of a line, default 110, at least 40. */
  readonly widthColumns?: number
}

const leastWidth = 40

/**
 * A trace as a ladder: places as columns, an arrow wherever the packet goes from one to the next, with its encapsulation
 * and times to live there, and its addresses where they are new. Where the terminal is narrow texts go below their arrow,
 * and numbers stand for names.
 *
 * @example
 * ```ts
 * console.log(formatLadder(trace, { widthColumns: process.stdout.columns }))
 * ```
 */
export function formatLadder(trace: PathTrace, { widthColumns = 110 }: LadderOptions = {}): string {
  const width = Math.max(leastWidth, widthColumns)
  const ways = [trace.forward, ...(trace.reverse ? [trace.reverse] : [])]
  const places = [...new Set(ways.flatMap(({ hops, lost }) => [...hops.map(({ place }) => place), lost?.place ?? '']))]
  const columns = places.filter((place) => place !== '')
  const rungs = ways.flatMap(rungsOf)
  const ending = describeErrors(trace)
  if (columns.length === 0) return [describeOutcome(trace), ...ending].join('\n')
  const longest = Math.max(...rungs.flatMap(({ texts }) => texts.map((text) => text.length)), 0)
  const grid = ladderGrid(columns, longest, width)
  const lines = rungs.flatMap((rung) => rungLines(rung, columns, grid, width))
  return [describeOutcome(trace), '', ...grid.head, ...lines, ...ending].map((line) => line.trimEnd()).join('\n')
}

/** A row of the ladder: an arrow, a place where it ends, or words alone. */
interface Rung {
  readonly from?: string
  readonly to?: string
  readonly end?: string
  /** Each a line of its own where they do not fit together. */
  readonly texts: readonly string[]
}

function rungsOf(way: TracedWay): readonly Rung[] {
  const groups = visits(way.hops)
  const [first] = way.hops
  const arrows = groups.slice(1).flatMap((group, index): Rung[] => {
    const [from, to] = [groups[index]?.at(-1), group[0]]
    if (from === undefined || to === undefined) return []
    return [{ from: from.place, to: to.place, texts: describeHeaders(to, shownBefore(groups, index)) }]
  })
  const loss = describeLoss(way)
  return [
    ...(first === undefined ? [] : [{ texts: [describeMessage(first.layers)] }]),
    ...arrows,
    ...(loss === undefined || way.lost === undefined ? [] : [{ end: way.lost.place, texts: loss.split(': ') }]),
  ]
}

/** What the arrow before showed. */
function shownBefore(groups: readonly (readonly TracedHop[])[], index: number): TracedHop | undefined {
  return index === 0 ? undefined : groups[index]?.[0]
}

function rungLines(
  { from, to, end, texts }: Rung,
  places: readonly string[],
  grid: LadderGrid,
  width: number,
): readonly string[] {
  const blank = lifelines(places.length, grid)
  const isArrow = from !== undefined && to !== undefined
  const drawing = isArrow
    ? arrowIn(blank, lifelineAt(places.indexOf(from), grid), lifelineAt(places.indexOf(to), grid))
    : end === undefined
      ? blank
      : crossIn(blank, lifelineAt(places.indexOf(end), grid))
  if (grid.text === undefined) {
    const whole = `  ${texts.join(' | ')}`
    const below = whole.length <= width ? [whole] : texts.map((text) => `  ${text}`)
    return [...(isArrow || end !== undefined ? [drawing] : []), ...below]
  }
  const at = grid.text
  return texts.map((text, index) => `${(index === 0 ? drawing : blank).padEnd(at)}${text}`)
}

function arrowIn(blank: string, start: number, end: number): string {
  const [left, right] = [Math.min(start, end), Math.max(start, end)]
  const cells = [...blank]
  for (let at = left + 1; at < right; at++) cells[at] = cells[at] === '│' ? '┼' : '─'
  if (start < end) [cells[left], cells[right - 1]] = ['├', '▶']
  else if (start > end) [cells[right], cells[left + 1]] = ['┤', '◀']
  return cells.join('')
}

function crossIn(blank: string, at: number): string {
  return `${blank.slice(0, at)}✗${blank.slice(at + 1)}`
}
