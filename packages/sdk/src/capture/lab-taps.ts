import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import type { LookedAlong } from '../prediction/predict-path.ts'
import { allPlaces, placesOnPath } from '../trace/choose-taps.ts'
import { observePlaces, tapsOf } from '../trace/observe-places.ts'
import { predictionOf } from '../trace/prediction-of.ts'
import { podPlace } from '../workload/pod-names.ts'

/**
 * Every interface of a lab that is up, as taps: of its nodes, gateways, bridges and pods; loopback is left out. On a cluster
 * that exists those of its nodes.
 *
 * @example
 * await streamTaps(cluster, await tapsOfLab(cluster), [pcapngFile('all.pcapng')], { durationMs: 10_000 })
 */
export async function tapsOfLab(cluster: Cluster): Promise<readonly string[]> {
  const { internals } = cluster
  const model = internals.model()
  // On a cluster of others a pod may be one of thousands, and its other end is the node's.
  const pods = cluster.engine === 'existing' ? [] : await internals.pods()
  return tapsAt(cluster, allPlaces({ model, pods, ends: pods.map(podPlace) }))
}

/**
 * The interfaces on the predicted path between two places, there and back; where the documents do not say, those between
 * which it must be.
 *
 * @example
 * await tapsOfPath(cluster, app.on('control-plane'), app.on('worker2')) // ['pod/app-control-plane:eth0', 'control-plane:net0', …]
 */
export async function tapsOfPath(cluster: Cluster, from: Endpoint, to: Endpoint): Promise<readonly string[]> {
  const model = cluster.internals.model()
  const [pods, { prediction, devices }] = await Promise.all([cluster.internals.pods(), predictionOf(cluster, from, to)])
  return tapsAt(cluster, placesOnPath({ model, pods, ends: [from.place, to.place], prediction }), devices)
}

async function tapsAt(
  cluster: Cluster,
  places: readonly string[],
  known?: LookedAlong['devices'],
): Promise<readonly string[]> {
  const { internals } = cluster
  return tapsOf(await observePlaces(internals, places, internals.model().fabric?.bridges ?? [], known))
}
