import { comparePath, findPath, type KernelRoute, type PathTrace, type Verdict } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { labTopology } from '../trace/lab-topology.ts'
import { lostWhere, whoSaid } from '../reach/describe-loss.ts'
import type { ManyPinged } from '../traffic/ping-many.ts'
import type { Foreseen } from './foresee.ts'
import { packetsByMark, type Observed } from './observe.ts'
import type { LayerFinding } from './verification.ts'

/** Finds the packet of each direction at all taps. */
export function traceAll(cluster: Cluster, directions: readonly Foreseen[], seen: Observed): readonly PathTrace[] {
  const { cluster: model, fabric } = cluster.internals.model()
  const topology = labTopology({ cluster: model, fabric, pods: seen.pods, devices: seen.devices })
  const packets = packetsByMark(seen)
  return directions.map(({ from, to, prediction }, index) => {
    const [path] = prediction?.paths ?? []
    const tapsIn = (way: 'forward' | 'reverse'): readonly string[] => path?.[way].hops.map(({ tap }) => tap) ?? []
    const own = { ...seen.capture, packets: packets.get(index) ?? [] }
    const trace = findPath(own, {
      from: from.endpoint.place,
      to: to.endpoint.place,
      topology,
      goals: [to.endpoint.place],
      mark: seen.marks[index] ?? seen.prefix,
      sent: true,
      ...(path !== undefined && { expected: { forward: tapsIn('forward'), reverse: tapsIn('reverse') } }),
    })
    const refused = seen.capture.result[index]?.refused
    return refused === undefined ? trace : { ...trace, errors: [{ from: from.endpoint.place, text: refused }] }
  })
}

/** `path`: prediction, kernels and wire. */
export function judgeWay(
  { prediction, unknown = 'nothing is predicted', ...direction }: Foreseen,
  {
    trace,
    routes,
    taps,
  }: { readonly trace: PathTrace; readonly routes: RoutesByPlace; readonly taps: readonly string[] },
): LayerFinding {
  const head = headOf(direction)
  if (prediction === undefined) return finding('path', direction, undecided(`${head}: ${unknown}`))
  const compared = comparePath(prediction, routesOn(prediction, routes), trace, { taps })
  const { outcome, summary, message, expected, actual, disagreement } = compared
  return {
    ...finding('path', direction, { outcome, summary, message, expected, actual }),
    ...(disagreement && {
      at: { layer: disagreement.layer, tap: disagreement.tap, direction: disagreement.direction },
    }),
  }
}

/** `reach`: who was answered was reached, whatever the taps saw; who was not is looked for. */
export function judgeAnswer(direction: Foreseen, answer: ManyPinged | undefined, trace: PathTrace): LayerFinding {
  const head = `${headOf(direction)}: icmp`
  if (answer === undefined) return finding('reach', direction, undecided(`${head} was not sent`))
  if (answer.received > 0) return finding('reach', direction, decided('pass', `${head} is answered`))
  const lines = trace.outcome === 'inconclusive' ? [trace.inconclusive ?? ''] : [lostWhere(trace), ...whoSaid(trace)]
  const message = [`${head} is not answered`, ...lines].join('\n  ')
  return finding('reach', direction, { outcome: 'fail', summary: message.replaceAll(/\n +/g, ', '), message })
}

/** Answers by the place that was asked: a lab has thousands. */
export type RoutesByPlace = ReadonlyMap<string, readonly KernelRoute[]>

/** The answers of the places of a prediction. */
export function routesOn(
  { paths }: NonNullable<Foreseen['prediction']>,
  routes: RoutesByPlace,
): readonly KernelRoute[] {
  const hops = paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops])
  return [...new Set(hops.map(({ place }) => place))].flatMap((place) => routes.get(place) ?? [])
}

/** `pod/app-worker → pod/app-worker2`, with the family where it is IPv6. */
export function headOf({ from, to, family }: Pick<Foreseen, 'from' | 'to' | 'family'>): string {
  return `${from.endpoint.place} → ${to.endpoint.place}${family === 6 ? ' (IPv6)' : ''}`
}

/** A finding about a direction. */
export function finding(
  layer: LayerFinding['layer'],
  { from, to, family }: Pick<Foreseen, 'from' | 'to' | 'family'>,
  verdict: Verdict,
): LayerFinding {
  return { layer, from: from.endpoint.place, to: to.endpoint.place, ...(family === 6 && { family }), ...verdict }
}

/** A verdict of one line. */
export function decided(outcome: Verdict['outcome'], summary: string): Verdict {
  return { outcome, summary, message: summary }
}

/** A verdict without evidence. */
export function undecided(summary: string): Verdict {
  return decided('inconclusive', summary)
}
