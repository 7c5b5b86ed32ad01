import type { ClusterModel } from '@underlay/configs'
import { nearestPlace } from '../../cluster/nearest-place.ts'
import { UnknownNameError } from '../../errors.ts'
import type { KubernetesPodRecord } from '../../kubernetes/pod/pod-records.ts'
import { podPlace } from '../../workload/pod-names.ts'

/** Where a program runs: on a node, in its own network or in that of one of its pods. */
export interface Place {
  /** Kubernetes' name of the node. */
  readonly node: string
  /** The pod's UID; `undefined` for the node itself. */
  readonly pod: string | undefined
}

/** Every place of a cluster, by each name that finds it. */
export function placesOf(
  { nodes }: Pick<ClusterModel, 'nodes'>,
  pods: readonly Pick<KubernetesPodRecord, 'name' | 'namespace' | 'node' | 'uid'>[],
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const { name, shortName } of nodes) places.set(shortName, { node: name, pod: undefined })
  for (const { name } of nodes) places.set(name, { node: name, pod: undefined })
  for (const pod of pods) {
    const place = { node: places.get(pod.node)?.node ?? pod.node, pod: pod.uid }
    places.set(podPlace(pod), place)
    // Also as `kubectl` users know a pod of the default namespace.
    places.set(`pod/${pod.namespace}.${pod.name}`, place)
  }
  return places
}

/** The error for a name that finds no place; it offers the nearest one, or the nodes. */
export function unknownPlace(place: string, places: ReadonlyMap<string, Place>): UnknownNameError {
  const nearest = nearestPlace(place, places.keys())
  if (nearest !== undefined) return new UnknownNameError(`no node or pod is named ${place}`, `did you mean ${nearest}?`)
  const nodes = [...new Set([...places.values()].map(({ node }) => node))]
  const shown = nodes.slice(0, 8).join(', ') + (nodes.length > 8 ? `, and ${nodes.length - 8} more` : '')
  const hint = place.startsWith('pod/')
    ? 'a pod that runs, as in pod/NAMESPACE.NAME; for one in the network of its node, name the node'
    : `the cluster has the nodes ${shown}; a connected cluster has no gateways and no outside`
  return new UnknownNameError(`no node or pod is named ${place}`, hint)
}
