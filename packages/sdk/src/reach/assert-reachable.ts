import { requirePass, type PathTraffic, type Verdict } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { tracePath, type LabTrace } from '../trace/trace-path.ts'

/** Whether one packet was answered, with its trace. */
export interface ReachVerdict extends Verdict {
  readonly expected: 'answered'
  readonly actual: LabTrace['outcome']
  readonly trace: LabTrace
}

/**
 * Asserts that one endpoint gets an answer from another: sends one marked packet, and where none comes back says where it was
 * seen last and what the kernels of the lab say about it.
 *
 * @param options.protocol default `icmp`, an echo; `tcp` and `udp` need a port.
 * @param options.timeoutMs how long an answer is waited for, default 1000.
 * @throws AssertionError when nobody answers; its message says where the packet was lost, and why.
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
  const trace = await tracePath(cluster, from, to, {
    timeoutMs,
    traffic: { protocol: 'icmp', ...traffic } as PathTraffic,
  })
  const summary = `${from.place} → ${to.place}: ${traffic.protocol ?? 'icmp'} ${trace.outcome === 'lost' ? 'is not answered' : trace.outcome}`
  const outcome = { answered: 'pass', lost: 'fail', inconclusive: 'inconclusive' } as const
  const verdict = {
    outcome: outcome[trace.outcome],
    expected: 'answered',
    actual: trace.outcome,
    summary,
    trace,
  } as const
  if (trace.outcome !== 'lost') return requirePass({ ...verdict, message: summary })
  const way = [trace.forward, trace.reverse].find((one) => one?.lost !== undefined)
  const last = way?.hops.at(-1)?.tap
  const where = [
    `  lost ${way?.direction === 'reverse' ? 'on the way back' : 'on the way there'}, in ${way?.lost?.place ?? from.place}: ${last === undefined ? 'no tap saw it' : `seen last at ${last}`}`,
  ]
  const message = [summary, ...where, ...trace.causes.map((cause) => `  cause: ${cause}`)].join('\n')
  return requirePass({ ...verdict, message })
}
