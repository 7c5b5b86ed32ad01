import { requirePass, routeCommand } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { lookUpRoute } from '../routes/look-up-route.ts'
import { addressOf } from '../traffic/address-of.ts'
import { judgeRoute, type ExpectedRoute, type RouteVerdict } from './judge-route.ts'

/** Which packet is looked up, and where it should go. */
export interface RouteAssertion {
  readonly to: Endpoint | string
  /** Of a packet that is forwarded: where it comes from, and the device that it came in by. Default: what the place itself sends. */
  readonly forwarded?: { readonly from: Endpoint | string; readonly inputDevice: string }
  /** `absent` when nothing may go there. */
  readonly expect: ExpectedRoute | 'absent'
}

/**
 * Asserts where the kernel of a node, pod or gateway sends a packet: asks `ip route get` as the packet would, and compares
 * type, device, next hop, source, `onlink` and MTU, as far as they are expected, whoever made the route.
 *
 * Metrics, tables and who made the route are not told by the kernel of a packet: see {@link routes}.
 *
 * @param place the endpoint whose kernel is asked.
 * @throws AssertionError when the kernel says something else, with both side by side.
 * @throws UnknownNameError when there is no such place.
 * @example
 * await assertRoute(cluster, cluster.node('control-plane'), { to: app.on('worker2'), expect: { device: 'vxlan.calico' } })
 */
export async function assertRoute(
  cluster: Cluster,
  { place }: Pick<Endpoint, 'place'>,
  { to, forwarded, expect }: RouteAssertion,
): Promise<RouteVerdict> {
  const came = forwarded && { source: addressOf(forwarded.from), inputDevice: forwarded.inputDevice }
  const question = { destination: addressOf(to), source: '', ...came }
  const matched = expect !== 'absent' && expect.onlink !== undefined
  const answer = await lookUpRoute(cluster.internals, place, question, { matched })
  return requirePass(judgeRoute(`${place}: ${routeCommand(question)}`, answer, expect))
}
