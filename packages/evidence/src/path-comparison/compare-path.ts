import type { PathPrediction, PredictedPath } from '../path/prediction.ts'
import type { PathTrace, TracedWay } from '../path/trace.ts'
import { describeErrors, describeLoss, describeOutcome } from '../trace/describe-outcome.ts'
import { isIp } from '../flow/encapsulation.ts'
import { compareWay, type ComparedWay } from './compare-way.ts'
import type { KernelRoute } from './kernel-route.ts'
import type { PathComparison, PathDisagreement } from './path-comparison.ts'

/** What else is known when a path is compared. */
export interface ComparePathOptions {
  /** All taps that were captured; default those that saw the packet and those of the prediction. */
  readonly taps?: readonly string[]
  /** Why the packet was lost, in words: the message ends with them. */
  readonly causes?: readonly string[]
}

/**
 * Holds three views of a path against one another: what should happen, what the kernels' routes say, what the wire shows.
 * The verdict names the first hop that disagrees, and at a hop the route before the packet, expected and actual side by
 * side. Of a Service's possible paths it is the one that the packet took.
 *
 * A route that differs is a failure whatever was captured; without evidence from the wire the rest is inconclusive. A loss
 * passes when it was predicted, and the hops up to it are the predicted ones; one that nobody predicted fails, and in a place
 * of which nothing is known it is inconclusive.
 *
 * @example
 * ```ts
 * const { outcome, disagreement } = comparePath(prediction, kernelRoutes, trace)
 * disagreement?.layer // 'route'
 * ```
 */
export function comparePath(
  prediction: PathPrediction,
  kernelRoutes: readonly KernelRoute[],
  trace: PathTrace,
  { taps, causes = [] }: ComparePathOptions = {},
): PathComparison {
  const compared = candidates(prediction, trace).map((path) => {
    const seen = taps ?? [path.forward, path.reverse].flatMap(({ hops }) => hops.map(({ tap }) => tap))
    const evidence = { routes: kernelRoutes, taps: seen }
    const [there, back] = [trace.forward, trace.reverse].map((traced) => traced && described(traced, prediction))
    const forward = compareWay(path.forward, { ...evidence, traced: there })
    return { path, ways: [forward, compareWay(path.reverse, { ...evidence, traced: back })] as const }
  })
  // The path that agrees furthest is the one that was taken.
  const [best] = compared.toSorted((a, b) => agreeing(b.ways) - agreeing(a.ways))
  if (best === undefined) throw new TypeError('a prediction has at least one path')
  const { path, ways } = best
  const rows = ways.flatMap((way) => way.rows)
  const all = ways.flatMap(({ disagreements }) => disagreements)
  const isBlind = trace.outcome === 'inconclusive'
  const disagreement = isBlind ? all.find(({ layer }) => layer === 'route') : all[0]
  const head = `${prediction.from} → ${prediction.to}`
  if (disagreement !== undefined) {
    const summary = `${head}: ${layerNames[disagreement.layer]} disagrees at ${disagreement.tap}, ${wayNames[disagreement.direction]}: expected ${disagreement.expected}, actual ${disagreement.actual}`
    const { expected, actual } = disagreement
    const message = failureOf(head, disagreement, all, trace, causes)
    return { outcome: 'fail', summary, message, expected, actual, path, disagreement, rows }
  }
  if (isBlind) {
    const summary = `${head}: inconclusive: ${trace.inconclusive ?? 'no evidence'}`
    return { outcome: 'inconclusive', summary, message: summary, path, rows }
  }
  const loss = trace.outcome === 'lost' ? judgeLoss(path, trace, prediction) : undefined
  if (loss !== undefined) {
    const summary = `${head}: ${loss.outcome === 'fail' ? '' : 'inconclusive: '}${loss.text}`
    const said = [describeOutcome(trace), ...describeErrors(trace), ...causes.map((cause) => `cause: ${cause}`)]
    return { outcome: loss.outcome, summary, message: [summary, ...said].join('\n  '), path, rows }
  }
  const summary = passOf(head, path, ways, trace)
  return { outcome: 'pass', summary, message: summary, path, rows }
}

/** Why a loss at which no hop disagrees is no pass; undefined when it is as predicted. */
function judgeLoss({ forward, reverse }: PredictedPath, trace: PathTrace, { undescribed = [] }: PathPrediction) {
  const way = [trace.forward, trace.reverse].find((one) => one?.lost !== undefined)
  const text = (way && describeLoss(way)) ?? 'not answered'
  if (forward.lost === undefined && reverse.lost === undefined) {
    const isUnknown = way?.lost?.isBeyond === true || undescribed.includes(way?.lost?.place ?? '')
    if (isUnknown) return { outcome: 'inconclusive', text: `${text}, where nothing is known` } as const
    return { outcome: 'fail', text: `${text}, predicted is an answer` } as const
  }
  if (trace.forward.hops.length > 0) return undefined
  // That a program is missing at the sender shows nothing of the network.
  const own = (trace.errors ?? []).filter(({ tap }) => tap === undefined)
  if (own.length === 0 || own.some((error) => networkRefusal.test(error.text))) return undefined
  return { outcome: 'inconclusive', text: 'it was not sent, and not because of the network' } as const
}

const networkRefusal =
  /unreachable|no route|not permitted|invalid argument|permission denied|message too long|nothing was transmitted/i

function described(traced: TracedWay, { undescribed = [] }: PathPrediction): TracedWay {
  return { ...traced, hops: traced.hops.filter(({ place }) => !undescribed.includes(place)) }
}

/** Of a Service's paths those to the endpoint that the wire shows, where it shows one. */
function candidates({ paths }: PathPrediction, { forward }: PathTrace): readonly PredictedPath[] {
  const inner = forward.hops.at(-1)?.layers.findLast(isIp)
  const destination = inner?.name === 'ip' ? inner.fields['ip.dst'] : inner?.fields['ipv6.dst']
  const shown = paths.filter(({ endpoint }) => endpoint === destination)
  return shown.length > 0 ? shown : paths
}

function agreeing(ways: readonly ComparedWay[]): number {
  return ways.flatMap(({ rows }) => rows).filter(({ agrees }) => agrees === '✓').length
}

function passOf(head: string, path: PredictedPath, ways: readonly ComparedWay[], { outcome }: PathTrace): string {
  const rows = ways.flatMap((way) => way.rows)
  const routes = rows.filter(({ kernel }) => kernel !== '-').length
  const seen = rows.filter(({ agrees }) => agrees === '✓').length
  const kinds = `${path.forward.encapsulation} there, ${path.reverse.encapsulation} back`
  const end = outcome === 'lost' ? ', lost as predicted' : ''
  return `${head}  ${kinds}  ${rows.length} predicted hops, ${routes} routes, ${seen} sightings agree${end}`
}

const layerNames = { prediction: 'the prediction', route: "the kernel's route", packet: 'the packet' } as const
const wayNames = { forward: 'on the way there', reverse: 'on the way back' } as const

function failureOf(
  head: string,
  { layer, tap, direction, expected, actual, notes }: PathDisagreement,
  all: readonly PathDisagreement[],
  trace: PathTrace,
  causes: readonly string[],
): string {
  // What a wrong route does on the wire is its symptom: it is said, and is not what is wrong.
  const symptom = layer === 'packet' ? undefined : all.find((each) => each.layer === 'packet')
  return [
    `${head}: ${layerNames[layer]} disagrees at ${tap}, ${wayNames[direction]}`,
    `  expected  ${expected}`,
    `  actual    ${actual}`,
    ...notes.map((note) => `  ${note}`),
    ...(symptom ? [`  on the wire: ${symptom.actual}`] : []),
    `  ${describeOutcome(trace)}`,
    ...describeErrors(trace).map((text) => `  ${text}`),
    ...causes.map((cause) => `  cause: ${cause}`),
  ].join('\n')
}
