import { requirePass, type PathTraffic } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { judgeReach, type ExpectedReach, type ReachJudgement } from './judge-reach.ts'
import { tracePath, type LabTrace } from '../trace/trace-path.ts'

/** Whether one packet was answered, with its trace. */
export interface ReachVerdict extends ReachJudgement {
  readonly trace: LabTrace
}

/** What is sent, and what should come of it. */
export type ReachOptions = (PathTraffic | { readonly protocol?: 'icmp' }) & {
  /** `unreachable` when nobody should answer: the packet is refused, or lost; default `answered`. */
  readonly expect?: ExpectedReach
  readonly timeoutMs?: number
}

/**
 * Asserts that one endpoint gets an answer from another, or none: sends one marked packet, and where none comes back says
 * where it was seen last and what the kernels of the lab say about it.
 *
 * @param question what is sent, default `icmp`, an echo, while `tcp` and `udp` need a port; what is expected; and for how long
 * an answer is waited for, `timeoutMs`, default 1000.
 * @returns the verdict; of what is unreachable it says whether it was refused, and by whom, or where it was lost.
 * @throws AssertionError when nobody answers, or a port is refused; its message says where the packet was lost, and why.
 *   When it should be unreachable: when somebody answers.
 * @throws InconclusiveError when taps lost packets or saw nothing. When it should be unreachable, also when the packet could
 *   not be sent, who sends nothing shows nothing, or when a datagram of UDP was delivered to somebody who says nothing.
 * @example
 * await assertReachable(cluster, app.on('control-plane'), app.on('worker2'))
 * await assertReachable(cluster, app.on('control-plane'), app.on('worker2'), { protocol: 'tcp', port: 81, expect: 'unreachable' })
 */
export async function assertReachable(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint,
  { timeoutMs = 1000, expect = 'answered', ...traffic }: ReachOptions = {},
): Promise<ReachVerdict> {
  const sent = { protocol: 'icmp', ...traffic } as PathTraffic
  const trace = await tracePath(cluster, from, to, { timeoutMs, traffic: sent })
  return requirePass({ ...judgeReach(trace, { traffic: sent, expected: expect, causes: trace.causes }), trace })
}
