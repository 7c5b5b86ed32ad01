import type { PathPrediction, PathTrace, PathTraffic } from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import type { Capture } from '../capture/capture.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { predictionOf } from './prediction-of.ts'
import { traceAlong } from './trace-along.ts'

/** How a path is traced. */
export interface TraceOptions {
  /** What is sent, default an ICMP echo. TCP's marked packet is its first data; where no connection comes about, the SYN. */
  readonly traffic?: PathTraffic
  /**
   * Where to capture: `path` is every interface of the places on the predicted path, the default; `all` every interface of
   * the lab's nodes, gateways, bridges and of both ends; or taps by name.
   */
  readonly taps?: 'path' | 'all' | readonly string[]
  /** Which of the ends' addresses; default the first that both have, in a dual-stack lab mostly IPv4. */
  readonly family?: IpFamily
  /** How long an answer is waited for, default 1000. */
  readonly timeoutMs?: number
  /**
   * Whether to find out why a packet was lost: default true. The kernels of all places on the way are then asked for their
   * counters before, which takes longer than the trace itself.
   */
  readonly explain?: boolean
  /** Of an echo: its bytes, IP header included, sent in one piece ("don't fragment"); default what ping sends. */
  readonly packetBytes?: number
  /** The capture file's name without its ending; default `trace-<from>-<to>`. */
  readonly name?: string
}

/** A trace with the capture that it was read from. */
export interface LabTrace extends PathTrace {
  readonly capture: Capture
  /** What should have happened; absent where the documents do not say. */
  readonly prediction?: PathPrediction
  /** Where the packet was lost: why, as far as the kernels of the lab say, the most certain first. */
  readonly causes: readonly string[]
}

/**
 * Sends one marked packet while capturing at every interface of the places on its way at once, and finds that packet and
 * its answer at each of them: in the order of the topology, with what changed from hop to hop, and where it was lost.
 *
 * @param to an endpoint, an address, or a Service as `namespace/name`.
 * @throws LabError when there is no address to send to.
 * @throws UnknownNameError when a tap is named that is not there.
 * @example
 * const trace = await tracePath(cluster, app.on('control-plane'), app.on('worker2'))
 * echo(formatLadder(trace))
 * await tracePath(cluster, app.on('control-plane'), 'default/app', { traffic: { protocol: 'tcp', port: 8080 } })
 */
export async function tracePath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  options: TraceOptions = {},
): Promise<LabTrace> {
  const { packetBytes } = options
  const foreseen = await predictionOf(cluster, from, to, options)
  return traceAlong({ cluster, from, to, ...foreseen, ...(packetBytes !== undefined && { packetBytes }) }, options)
}
