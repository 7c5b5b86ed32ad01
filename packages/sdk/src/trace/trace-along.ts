import { findPath, type PathPrediction, type PathQuery, type PathTrace, type PredictedWay } from '@underlay/evidence'
import { capture, type Capture } from '../capture/capture.ts'
import { kernelBufferBytes } from '../capture/kernel-buffer.ts'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import type { PlaceDevice } from '../interfaces/devices.ts'
import { lossCounters } from '../loss/counters.ts'
import { explainTrace } from '../loss/explain-trace.ts'
import { allPlaces, placesBehind, placesOnPath } from './choose-taps.ts'
import { destinationOf } from './destination.ts'
import { labTopology } from './lab-topology.ts'
import { observePlaces, tapsOf } from './observe-places.ts'
import { sendMarked, type MarkedPacket } from './send-marked.ts'
import type { LabTrace, TraceOptions } from './trace-path.ts'

// One packet and its answer need little room, and the kernel zeroes all of it: at each of ten taps that is most of a trace.
const mostBufferBytes = 4 * 1024 * 1024

/** What is traced, and what is known of it before. */
export interface TraceTask {
  readonly cluster: Cluster
  readonly from: Endpoint
  readonly to: Endpoint | string
  /** Absent where the documents do not say. */
  readonly prediction?: PathPrediction | undefined
  /** What is known of places already. */
  readonly devices?: ReadonlyMap<string, readonly PlaceDevice[]>
  /** Of an echo: its bytes, IP header included, in one piece; default what ping sends. */
  readonly packetBytes?: number
}

/** Captures, sends, and finds the packet. */
export async function traceAlong(task: TraceTask, options: TraceOptions): Promise<LabTrace> {
  const { cluster, from, to, prediction, packetBytes } = task
  const { traffic = { protocol: 'icmp' }, taps: wanted = 'path', family, timeoutMs = 1000, explain = true } = options
  const { internals } = cluster
  const model = internals.model()
  const [pods, services] = await Promise.all([internals.pods(), internals.services()])
  const end = typeof to === 'string' ? to : to.place
  const port = traffic.protocol === 'icmp' ? {} : { port: traffic.port }
  const behind =
    typeof to === 'string' ? placesBehind(to, { model, pods, services, ...port }) : { goals: [to.place], nodes: [] }
  const goals = typeof to === 'string' && prediction ? goalsOf(prediction) : behind.goals
  const ends = [from.place, ...behind.goals, ...behind.nodes]
  const places = wanted === 'all' ? allPlaces({ model, pods, ends }) : placesOnPath({ model, pods, ends, prediction })
  const [devices, before, destination] = await Promise.all([
    observePlaces(internals, places, model.fabric?.bridges ?? [], task.devices),
    explain ? lossCounters(cluster, places) : {},
    destinationOf(to, { prediction, cluster, family }),
  ])
  const taps = typeof wanted === 'string' ? tapsOf(devices) : wanted
  const request = { to: destination, traffic, timeoutMs, ...(packetBytes !== undefined && { packetBytes }) }
  const name = options.name ?? `trace-${from.place}-${end}`
  const bufferBytes = Math.min(mostBufferBytes, kernelBufferBytes(taps.length))
  const sent = await capture(cluster, taps, () => sendMarked(from, request), { name, bufferBytes })
  const topology = labTopology({ cluster: model.cluster, fabric: model.fabric, pods, devices })
  const query = { from: from.place, to: end, topology, goals, ...expectedOf(prediction) }
  const trace = readTrace(sent, sent.result, query, destination)
  const known = { before, ...(typeof to !== 'string' && { ends: { from, to } }) }
  const causes = explain && trace.outcome === 'lost' ? await explainTrace(cluster, trace, known) : []
  return { ...trace, capture: sent, ...(prediction && { prediction }), causes }
}

function readTrace(
  sent: Capture,
  { mark, heard, refused, source }: MarkedPacket,
  query: PathQuery,
  destination: string,
): PathTrace {
  const trace = findPath(sent, { ...query, mark, sent: true, heard })
  if (refused !== undefined) return { ...trace, errors: [...(trace.errors ?? []), { from: query.from, text: refused }] }
  if (trace.forward.hops.length > 0 || source === undefined) return trace
  // Without a connection TCP sends no data: its SYN is what was lost.
  const addresses = { from: source.address, to: destination }
  return findPath(sent, { ...query, addresses, sourcePort: source.port, sent: true, heard })
}

function goalsOf({ paths }: PathPrediction): readonly string[] {
  const ways = paths.map(({ forward }) => forward)
  return [...new Set(ways.filter(({ lost }) => !lost).flatMap(({ hops }) => hops.at(-1)?.place ?? []))]
}

function expectedOf(prediction: PathPrediction | undefined): Pick<PathQuery, 'expected'> {
  const [path] = prediction?.paths ?? []
  return path === undefined ? {} : { expected: { forward: tapsIn(path.forward), reverse: tapsIn(path.reverse) } }
}

function tapsIn({ hops }: PredictedWay): readonly string[] {
  return hops.map(({ tap }) => tap)
}
