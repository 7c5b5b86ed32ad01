import type { PredictedHop, PredictedWay } from '../path/prediction.ts'
import type { TracedHop, TracedWay } from '../path/trace.ts'
import { describePacket } from '../trace/describe-hop.ts'
import { describeLoss } from '../trace/describe-outcome.ts'
import { compareHeaders } from './compare-headers.ts'
import { formatAnswer, routeCommand, type KernelAnswer, type KernelRoute } from './kernel-route.ts'
import type { PathComparisonRow, PathDisagreement } from './path-comparison.ts'

/** What a direction is held against. */
export interface WayEvidence {
  /** Absent when there was no packet: nobody was there to answer. */
  readonly traced: TracedWay | undefined
  readonly routes: readonly KernelRoute[]
  /** All taps that were captured. */
  readonly taps: readonly string[]
}

/** A direction in three views. */
export interface ComparedWay {
  readonly rows: readonly PathComparisonRow[]
  readonly disagreements: readonly PathDisagreement[]
}

/** Walks along a predicted direction: at each hop first the kernel's route, then the packet. */
export function compareWay(way: PredictedWay, { traced, routes, taps }: WayEvidence): ComparedWay {
  const rows: PathComparisonRow[] = []
  const disagreements: PathDisagreement[] = []
  let next = 0
  let isTogether = true
  for (const hop of way.hops) {
    const answer = answerFor(hop, routes)
    const seen = traced?.hops[next]
    const isTapped = traced !== undefined && taps.includes(hop.tap)
    const isHere = isTapped && seen?.tap === hop.tap
    const route = answer && routeDisagreement(way, hop, answer)
    const packet =
      isTapped && isTogether ? packetDisagreement(way, hop, isHere ? seen : undefined, traced, next) : undefined
    if (route) disagreements.push(route)
    if (packet) disagreements.push(packet)
    if (isHere) next++
    // Once the packet has left the predicted way, only the kernel is still asked.
    if (isTapped && !isHere) isTogether = false
    rows.push({
      way: way.direction === 'forward' ? 'there' : 'back',
      tap: hop.tap,
      predicted: describePredicted(hop),
      kernel: answer === undefined ? '-' : formatAnswer(answer),
      wire: isHere && seen ? describePacket(seen.layers) : isTapped ? 'not seen' : traced ? 'not captured' : '-',
      agrees: route || packet || (isTapped && !isHere) ? '✗' : isTapped ? '✓' : '',
    })
  }
  const beyond = isTogether ? traced?.hops[next] : undefined
  if (beyond !== undefined) disagreements.push(beyondPrediction(way, beyond))
  return { rows, disagreements }
}

function answerFor({ place, route }: PredictedHop, routes: readonly KernelRoute[]): KernelAnswer | undefined {
  if (route === undefined) return undefined
  const wanted = routeCommand(route.question)
  return routes.find((each) => each.place === place && routeCommand(each.question) === wanted)?.answer
}

function routeDisagreement(way: PredictedWay, hop: PredictedHop, answer: KernelAnswer): PathDisagreement | undefined {
  const { route } = hop
  if (route === undefined) return undefined
  const { device, nextHop, source, question } = route
  const expected = { device, ...(nextHop && { nextHop }), ...(source && { source }) }
  const told = source === undefined ? { ...answer, source: undefined } : answer
  if (answer.error === undefined && formatAnswer(expected) === formatAnswer(told as KernelAnswer)) return undefined
  const notes = [...hop.decisions.map(({ text }) => text), `asked: ${routeCommand(question)}, at ${hop.place}`]
  return {
    ...whereOf(way, hop),
    layer: 'route',
    expected: formatAnswer(expected),
    actual: formatAnswer(told as KernelAnswer),
    notes,
  }
}

function packetDisagreement(
  way: PredictedWay,
  hop: PredictedHop,
  seen: TracedHop | undefined,
  traced: TracedWay,
  next: number,
): PathDisagreement | undefined {
  const notes = hop.decisions.map(({ text }) => text)
  if (seen === undefined) {
    const instead = traced.hops[next]
    const actual =
      instead === undefined
        ? (describeLoss(traced) ?? 'seen nowhere any more')
        : `seen at ${instead.tap}: ${describePacket(instead.layers)}`
    return {
      ...whereOf(way, hop),
      layer: 'packet',
      expected: `seen at ${hop.tap}: ${describePredicted(hop)}`,
      actual,
      notes,
    }
  }
  const [first, ...more] = compareHeaders(hop.headers, seen.layers)
  if (first === undefined) return undefined
  const others = more.map(({ field, expected, actual }) => `${field}: ${expected} expected, ${actual} seen`)
  return {
    ...whereOf(way, hop),
    layer: 'packet',
    expected: `${first.field} ${first.expected}`,
    actual: `${first.field} ${first.actual}`,
    notes: [...others, `seen: ${describePacket(seen.layers)}`, ...notes],
  }
}

function beyondPrediction(way: PredictedWay, beyond: TracedHop): PathDisagreement {
  const last = way.hops.at(-1)
  const expected = way.lost ? `lost at ${way.lost.at}: ${way.lost.reason}` : `ends at ${last?.tap ?? 'once'}`
  const { direction } = way
  const actual = `seen at ${beyond.tap}: ${describePacket(beyond.layers)}`
  return { layer: 'prediction', direction, place: beyond.place, tap: beyond.tap, expected, actual, notes: [] }
}

function whereOf({ direction }: PredictedWay, { place, tap }: PredictedHop) {
  return { direction, place, tap }
}

/** A predicted packet in short, in the form of a seen one. */
function describePredicted({ headers }: PredictedHop): string {
  const isVxlan = headers.some(({ name }) => name === 'vxlan')
  const ips = headers.filter(({ name }) => name === 'ip' || name === 'ipv6')
  const texts = ips.map(({ name, fields }, index) => {
    const tunnel = index < ips.length - 1 ? (isVxlan ? 'vxlan ' : 'ipip ') : ''
    const ttl = fields[name === 'ip' ? 'ip.ttl' : 'ipv6.hlim']
    return `${tunnel}${fields[`${name}.src`]} → ${fields[`${name}.dst`]} ttl ${ttl}`
  })
  return texts.join(' | ')
}
