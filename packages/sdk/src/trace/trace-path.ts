import { findPath, type PathTrace } from '@underlay/evidence'
import type { IpFamily } from '@underlay/configs'
import { capture, type Capture } from '../capture/capture.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { ping } from '../traffic/ping.ts'
import { labTopology, placesOfLab } from './lab-topology.ts'
import { observePlaces, tapsOf } from './observe-places.ts'

/** How a path is traced. */
export interface TraceOptions {
  /** Which of the endpoint's addresses; default the first, in a dual-stack lab mostly IPv4. */
  readonly family?: IpFamily
  /** How long an answer is waited for, default 1000. */
  readonly timeoutMs?: number
  /** The capture file's name without its ending; default: the ends and the time. */
  readonly name?: string
}

/** A trace with the capture that it was read from. */
export interface LabTrace extends PathTrace {
  readonly capture: Capture
}

/**
 * Sends one marked packet, captures at every interface of the places on its way at once, and finds it at each of them.
 *
 * @example
 * const trace = await tracePath(cluster, app.on('control-plane'), app.on('worker2'))
 * echo(formatLadder(trace))
 */
export async function tracePath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  { family, timeoutMs = 1000, name }: TraceOptions = {},
): Promise<LabTrace> {
  const { internals } = cluster
  const { cluster: model, fabric } = internals.model()
  const pods = await internals.pods()
  const lab = { cluster: model, fabric, pods }
  const devices = await observePlaces(internals, placesOfLab(lab), fabric?.bridges ?? [])
  const end = typeof to === 'string' ? to : to.place
  const sent = await capture(
    cluster,
    tapsOf(devices),
    () => ping(from, to, { count: 1, timeoutMs, ...(family && { family }) }),
    { name: name ?? `trace-${from.place}-${end}` },
  )
  const trace = findPath(sent, {
    from: from.place,
    to: end,
    mark: sent.result.mark,
    topology: labTopology({ ...lab, devices }),
    sent: sent.result.transmitted > 0,
  })
  return { ...trace, capture: sent }
}
