import { familyOf, type ClusterModel, type IpFamily } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { matrixEnds, type LabMatrixEnd } from '../matrix/matrix-ends.ts'
import { pods } from '../workload/deploy-workload.ts'
import { choosePairs } from './choose-pairs.ts'

/** An end that takes part. */
export interface VerifiedEnd extends LabMatrixEnd {
  readonly endpoint: Endpoint
}

/** One direction of a pair, in one family. */
export interface Direction {
  readonly from: VerifiedEnd
  readonly to: VerifiedEnd
  readonly family: IpFamily
}

/** One direction of a pair, in a family of the cluster that one of its ends has no address of. */
export interface LackingDirection extends Direction {
  readonly reason: string
}

/** What of a lab is verified. */
export interface VerifyScope {
  readonly directions: readonly Direction[]
  readonly lacking: readonly LackingDirection[]
  /** Places that were asked for by name and are in no pair. */
  readonly alone: readonly string[]
  /** Nodes that could have a pod and have none. */
  readonly podless: readonly string[]
  readonly notes: readonly string[]
}

/** Which ends are wanted. */
export interface ScopeOptions {
  readonly between?: readonly Endpoint[]
  readonly everything: boolean
}

/** Nodes with each other, and pods with each other, one on each node; what is left out is told. */
export async function verifyScope(cluster: Cluster, { between, everything }: ScopeOptions): Promise<VerifyScope> {
  const nodes = cluster.internals.model().cluster.nodes.map(({ shortName }) => cluster.node(shortName))
  const running = between === undefined ? (await pods(cluster)).pods : []
  const places = new Set(nodes.map(({ place }) => place))
  const [ofNodes, ofPods] =
    between === undefined
      ? [nodes, nodes.flatMap(({ place }) => running.find(({ node }) => node === place) ?? [])]
      : [between.filter(({ place }) => places.has(place)), between.filter(({ place }) => !places.has(place))]
  const all = await matrixEnds(cluster, { between: [...ofNodes, ...ofPods] })
  const split = [
    { what: 'nodes', ends: all.slice(0, ofNodes.length) },
    { what: 'pods', ends: all.slice(ofNodes.length) },
  ]
  const chosen = split.map(({ what, ends }) => {
    const sending = ends.filter((end): end is VerifiedEnd => end.endpoint !== undefined)
    return choosePairs(sending, { what, everything: everything || between !== undefined })
  })
  const lacking = between === undefined ? nodes.filter(({ place }) => !running.some(({ node }) => node === place)) : []
  const {
    taints,
    cluster: { ipFamily },
  } = cluster.internals.model()
  const isTainted = ({ place }: Endpoint): boolean => taints[place]?.some(keepsPodsAway) ?? false
  const tainted = lacking.filter(isTainted).map(({ place }) => place)
  const pairs = chosen.flatMap((each) => each.pairs)
  const paired = new Set(pairs.map(([{ name }]) => name))
  return {
    directions: pairs.flatMap(([from, to]) => inEachFamily(from, to)),
    lacking: pairs.flatMap(([from, to]) => withoutFamily(from, to, ipFamily)),
    alone: between === undefined ? [] : all.map(({ name }) => name).filter((name) => !paired.has(name)),
    podless: lacking.filter((node) => !isTainted(node)).map(({ place }) => place),
    notes: [
      ...chosen.flatMap(({ leftOut }) => leftOut ?? []),
      ...(tainted.length === 0
        ? []
        : [`${tainted.join(', ')}: tainted, without a pod: of pods there nothing is judged`]),
    ],
  }
}

function inEachFamily(from: VerifiedEnd, to: VerifiedEnd): readonly Direction[] {
  return ([4, 6] as const).flatMap((family) => {
    const [a, b] = [from, to].map(({ endpoint }) => endpoint.addresses.find((each) => familyOf(each) === family))
    return a === undefined || b === undefined
      ? []
      : [{ from: { ...from, address: a }, to: { ...to, address: b }, family }]
  })
}

const families: Readonly<Record<ClusterModel['ipFamily'], readonly IpFamily[]>> = { ipv4: [4], ipv6: [6], dual: [4, 6] }

function withoutFamily(
  from: VerifiedEnd,
  to: VerifiedEnd,
  ipFamily: ClusterModel['ipFamily'],
): readonly LackingDirection[] {
  return families[ipFamily].flatMap((family) => {
    const without = [from, to].filter(({ endpoint }) => !endpoint.addresses.some((each) => familyOf(each) === family))
    const places = without.map(({ endpoint }) => endpoint.place)
    if (places.length === 0) return []
    const have = places.length === 1 ? 'has' : 'have'
    return [{ from, to, family, reason: `${places.join(' and ')} ${have} no IPv${family} address` }]
  })
}

function keepsPodsAway(taint: string): boolean {
  return /:No(Schedule|Execute)$/.test(taint)
}
