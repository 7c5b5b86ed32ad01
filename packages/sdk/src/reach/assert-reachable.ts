import { requirePass, type PathTraffic } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { judgeReach, type ReachJudgement } from './judge-reach.ts'
import { tracePath, type LabTrace } from '../trace/trace-path.ts'

/** Whether one packet was answered, with its trace. */
export interface ReachVerdict extends ReachJudgement {
  readonly trace: LabTrace
}

/**
 * Asserts that one endpoint gets an answer from another: sends one marked packet, and where none comes back says where it was
 * seen last and what the kernels of the lab say about it.
 *
 * @param question what is sent, default `icmp`, an echo, while `tcp` and `udp` need a port; and for how long an answer is
 * waited for, `timeoutMs`, default 1000.
 * @throws AssertionError when nobody answers, or a port is refused; its message says where the packet was lost, and why.
 * @throws InconclusiveError when taps lost packets or saw nothing.
 * @example
 * await assertReachable(cluster, app.on('control-plane'), app.on('worker2'))
 * await assertReachable(cluster, app.on('control-plane'), app.on('worker2'), { protocol: 'tcp', port: 80 })
 */
export async function assertReachable(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint,
  {
    timeoutMs = 1000,
    ...traffic
  }: (PathTraffic | { readonly protocol?: 'icmp' }) & { readonly timeoutMs?: number } = {},
): Promise<ReachVerdict> {
  const sent = { protocol: 'icmp', ...traffic } as PathTraffic
  const trace = await tracePath(cluster, from, to, { timeoutMs, traffic: sent })
  return requirePass({ ...judgeReach(trace, sent, trace.causes), trace })
}
