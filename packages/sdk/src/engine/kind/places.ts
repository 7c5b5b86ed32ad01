import type { PodRecord } from '../../lab/state.ts'
import { hostNamespace, type FabricDriver } from '../../fabric/containerlab/driver.ts'
import { outside } from '../../fabric/outside.ts'
import { fabricNamespaces } from '../../fabric/places.ts'
import { podPlace } from '../../workload/pod-names.ts'
import type { LabModel } from '../engine.ts'

/**
 * The name of each place's namespace in the helper, by each name that finds the place. containerlab's bridges, and the
 * network that its gateways leave by, are the host's own.
 */
export function placesOf(
  { cluster, fabric }: Pick<LabModel, 'cluster' | 'fabric'>,
  driver: FabricDriver = 'built-in',
): Map<string, string> {
  const onHost = fabric !== undefined && driver === 'containerlab'
  const places = new Map<string, string>()
  for (const { shortName } of cluster.nodes) places.set(shortName, shortName)
  for (const [name, namespace] of fabric ? fabricNamespaces(fabric, cluster) : []) places.set(name, namespace)
  places.set(outside, outside)
  for (const { name, shortName } of cluster.nodes) places.set(name, shortName)
  if (onHost) for (const name of [outside, ...fabric.bridges]) places.set(name, hostNamespace)
  return places
}

/** What keeps a pod's namespace apart from that of an earlier pod of its name. */
export function podNamespaceOf({ uid }: { readonly uid: string }): string {
  return `pod-${uid}`
}

/** The places of pods. */
export function podPlaces(pods: readonly (PodRecord & { readonly uid: string })[]): [string, string][] {
  return pods.map((pod) => [podPlace(pod), podNamespaceOf(pod)])
}
