import { cidrContains } from '@underlay/configs'
import { comparePath, type MatrixExpectation, type PathTrace } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { lookUpRoute } from '../routes/look-up-route.ts'
import { judgeRoute } from '../verdict/judge-route.ts'
import type { Foreseen } from './foresee.ts'
import { decided, finding, headOf, routesOn, undecided, type RoutesByPlace } from './judge-way.ts'
import type { LayerFinding } from './verification.ts'

/** `route`, where documents say what happens: the kernels of all places on the way, without a packet. */
export function judgeRoutes(direction: Foreseen, routes: RoutesByPlace): LayerFinding {
  const { prediction, from, to } = direction
  if (prediction === undefined) return finding('route', direction, undecided(`${headOf(direction)}: no path is known`))
  const answers = routesOn(prediction, routes)
  // Where no packet is to be seen, only the routes are compared.
  const unseen: PathTrace = {
    from: from.endpoint.place,
    to: to.endpoint.place,
    outcome: 'inconclusive',
    forward: { direction: 'forward', hops: [] },
  }
  const { outcome, summary, expected, actual, disagreement, rows } = comparePath(prediction, answers, unseen)
  const asked = rows.filter(({ kernel }) => kernel !== '-').length
  const head = headOf(direction)
  if (outcome !== 'fail' || disagreement === undefined) {
    if (asked === 0) return finding('route', direction, undecided(`${head}: no kernel was asked`))
    return finding('route', direction, decided('pass', `${head}: ${asked} routes as predicted`))
  }
  const message = [summary, ...disagreement.notes].join('\n  ')
  const at = { layer: disagreement.layer, tap: disagreement.tap, direction: disagreement.direction }
  return { ...finding('route', direction, { outcome, summary, message, expected, actual }), at }
}

/** `route`, where no document says it: the sender's node sends into the tunnel, or not, as its CNI's rule says. */
export async function judgeOwnRoute(
  cluster: Cluster,
  direction: Foreseen,
  { encapsulation, reason }: MatrixExpectation,
): Promise<LayerFinding> {
  const { from, to } = direction
  const head = headOf(direction)
  if (encapsulation === undefined) return finding('route', direction, undecided(`${head}: ${reason}`))
  const pools = cluster.cni?.pools ?? []
  const answer = await lookUpRoute(cluster.internals, from.node, { destination: to.address, source: '' })
  const asked = `${from.node}: ip route get ${to.address}`
  // Each family has a device of its own.
  const wanted = pools.find(({ cidr }) => cidrContains(cidr, to.address))?.tunnel
  const isTunnel = pools.some(({ tunnel }) => tunnel !== undefined && tunnel.device === answer.device)
  const verdict =
    encapsulation !== 'none' && wanted !== undefined
      ? judgeRoute(asked, answer, { device: wanted.device })
      : isTunnel
        ? judgeRoute(asked, answer, { device: 'none of a tunnel' })
        : judgeRoute(asked, answer, {})
  const lines = verdict.outcome === 'pass' ? [] : [`predicted from the CNI's rule: ${reason}`]
  const told = { ...verdict, message: [verdict.message, ...lines].join('\n  ') }
  return finding('route', direction, told)
}
