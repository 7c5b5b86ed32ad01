import { nearestPlace } from '../../cluster/nearest-place.ts'
import { UnknownNameError } from '../../errors.ts'
import { outside } from '../../fabric/outside.ts'
import { fabricNamespaces } from '../../fabric/places.ts'
import type { LabState } from '../../lab/state.ts'
import { podNamespace, podPlace } from '../../workload/pod-names.ts'
import type { LabModel } from '../engine.ts'

/** The network namespace of every place of a lab, by each name that finds it; the short names come first. */
export function placesOf(
  { cluster, fabric }: Pick<LabModel, 'cluster' | 'fabric'>,
  state: LabState,
): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  for (const { shortName } of cluster.nodes) places.set(shortName, shortName)
  for (const pod of state.pods) places.set(podPlace(pod), podNamespace(pod))
  for (const [name, namespace] of fabric ? fabricNamespaces(fabric, cluster) : []) places.set(name, namespace)
  places.set(outside, outside)
  for (const { name, shortName } of cluster.nodes) places.set(name, shortName)
  return places
}

/**
 * The network namespace of a place.
 *
 * @throws UnknownNameError that offers the nearest name.
 */
export function namespaceOf(places: ReadonlyMap<string, string>, place: string): string {
  const namespace = places.get(place)
  if (namespace !== undefined) return namespace
  const nearest = nearestPlace(place, places.keys())
  const hint = nearest === undefined ? `the lab has ${[...places.keys()].join(', ')}` : `did you mean ${nearest}?`
  throw new UnknownNameError(`no node, pod or gateway is named ${place}`, hint)
}
