import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { runPlace } from '../cluster/run-place.ts'
import type { Capture } from '../capture/capture.ts'
import { noteVerdict } from '../capture/note-verdict.ts'
import { concludeVerification } from './conclude.ts'
import { explainFailures } from './explain-failures.ts'
import { foresee, type Foresight } from './foresee.ts'
import { judgeAddresses } from './judge-addresses.ts'
import { judgeBgp } from './judge-bgp.ts'
import { expectations, judgeEncapsulations } from './judge-encapsulation.ts'
import { judgeOwnRoute, judgeRoutes } from './judge-routes.ts'
import { judgeSizes } from './judge-sizes.ts'
import { judgeAnswer, judgeWay, traceAll } from './judge-way.ts'
import { kernelAddresses } from './kernel-addresses.ts'
import { observeAll, routesOfAll } from './observe.ts'
import { verifyScope } from './scope.ts'
import { unjudged, withoutFindings } from './unjudged.ts'
import {
  verifyLayers,
  type AbsentLayer,
  type LabVerification,
  type LayerFinding,
  type VerifyLayer,
} from './verification.ts'

/** What to verify. */
export interface VerifyOptions {
  /** Default all. */
  readonly layers?: readonly VerifyLayer[]
  /** Nodes and pods; default all nodes, and one pod of each. All pairs of nodes and all pairs of pods are then judged. */
  readonly between?: readonly Endpoint[]
  /** Every pair, however large the lab is; default of more than 8 nodes some pairs, of more than 16 some nodes. */
  readonly everything?: boolean
  /** How long an answer is waited for, default 500. */
  readonly timeoutMs?: number
  /** Whether to look for the causes of what fails, default true; that takes some seconds more. */
  readonly explain?: boolean
  /** The capture file's name without its ending, default `verify`. */
  readonly name?: string
}

/**
 * Verifies a whole lab: of both directions of each pair of nodes, and of each pair of pods, one on each node, whether packets
 * arrive, go and are carried as the documents say, at every hop and in every size; and whether BGP and the CNI's own records
 * are in order. One capture at all taps, one program at each sender.
 *
 * A layer that cannot be judged is `inconclusive` with the reason, never a pass; one that the lab does not have is `absent`.
 * In a lab of more than 8 nodes each has two peers, of more than 16 nodes 16 take part: `notes` says so.
 *
 * @returns the evidence, whatever its outcome: `fail` when one finding is, else `inconclusive` when one is or there is none.
 * @throws CommandError when a program in the lab cannot be run.
 * @example
 * const { outcome, summary, findings } = await verifyLab(cluster)
 * for (const { layer, message } of findings.filter((one) => one.outcome === 'fail')) echo(`${layer}: ${message}`)
 */
export async function verifyLab(cluster: Cluster, options: VerifyOptions = {}): Promise<LabVerification> {
  const { layers = verifyLayers, between, everything = false, explain = true } = options
  const [startedAt, begun] = [new Date().toISOString(), performance.now()]
  const wants = (...some: readonly VerifyLayer[]): boolean => some.some((layer) => layers.includes(layer))
  const scope = await verifyScope(cluster, { ...(between && { between }), everything })
  const foresight = wants('path', 'route', 'encapsulation', 'reach', 'mtu')
    ? await foresee(cluster, scope.directions)
    : undefined
  const judged = await Promise.all([
    wants('addresses') ? kernelAddresses(cluster).then((own) => judgeAddresses(cluster.internals.model(), own)) : [],
    wants('bgp') ? judgeBgp(cluster) : [],
    foresight === undefined ? nothing : judgeDirections(cluster, foresight, wants, options),
  ])
  const [addresses, bgp, { findings: own, capture }] = judged
  const perNode = [...addresses, ...bgp]
  const found: readonly LayerFinding[] = [
    ...perNode.filter((one): one is LayerFinding => 'outcome' in one),
    ...own,
    ...unjudged(scope, layers),
  ]
  const absent = perNode.filter((one): one is AbsentLayer => !('outcome' in one))
  const findings = [...found, ...withoutFindings(layers, { lab: cluster.name, findings: found, absent })]
  const isFailed = found.some(({ outcome }) => outcome === 'fail')
  const causes = explain && isFailed ? await explainFailures(cluster, found, scope.directions) : []
  const verification = concludeVerification({
    ...runPlace(cluster),
    startedAt,
    durationMs: Math.round(performance.now() - begun),
    findings: findings.toSorted((a, b) => verifyLayers.indexOf(a.layer) - verifyLayers.indexOf(b.layer)),
    absent,
    notes: scope.notes,
    causes,
    ...(capture !== undefined && { file: capture.file }),
  })
  if (capture !== undefined) noteVerdict(capture, verification)
  return verification
}

interface Judged {
  readonly findings: readonly LayerFinding[]
  readonly capture?: Capture
}

const nothing: Judged = { findings: [] }

async function judgeDirections(
  cluster: Cluster,
  { lab, directions }: Foresight,
  wants: (...layers: readonly VerifyLayer[]) => boolean,
  { timeoutMs = 500, name = 'verify' }: VerifyOptions,
): Promise<Judged> {
  if (directions.length === 0) return nothing
  const expected = expectations(lab, directions)
  const [seen, kernel, sizes] = await Promise.all([
    wants('path', 'encapsulation', 'reach') ? observeAll(cluster, directions, { timeoutMs, name }) : undefined,
    wants('path', 'route') ? routesOfAll(cluster, directions) : [],
    wants('mtu') ? judgeSizes(cluster, directions, timeoutMs) : [],
  ])
  const routes = Map.groupBy(kernel, ({ place }) => place)
  const ofRoutes = wants('route')
    ? await Promise.all(
        directions.map((direction, index) =>
          direction.prediction === undefined
            ? judgeOwnRoute(cluster, direction, expected[index] ?? { reason: 'nothing is expected' })
            : judgeRoutes(direction, routes),
        ),
      )
    : []
  if (seen === undefined) return { findings: [...ofRoutes, ...sizes] }
  const taps = seen.capture.interfaces.map(({ tap }) => tap)
  const traced = traceAll(cluster, directions, seen).flatMap((trace, index) => {
    const direction = directions[index]
    if (direction === undefined) return []
    return [
      ...(wants('path') ? [judgeWay(direction, { trace, routes, taps })] : []),
      ...(wants('reach') ? [judgeAnswer(direction, seen.capture.result[index], trace)] : []),
    ]
  })
  const carried = wants('encapsulation') ? judgeEncapsulations(directions, expected, seen) : []
  return { findings: [...ofRoutes, ...carried, ...traced, ...sizes], capture: seen.capture }
}
