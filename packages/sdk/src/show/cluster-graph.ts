import { modelGraph, type LabGraph } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import { podPlace } from '../workload/pod-names.ts'

/**
 * A running lab as places and links: its documents, its CNI's tunnels, and the pods that run now.
 *
 * @example
 * show(await labPicture(await clusterGraph(cluster)))
 */
export async function clusterGraph(cluster: Cluster): Promise<LabGraph> {
  const { cluster: model, fabric, cni } = cluster.internals.model()
  // Before a CNI is there no pod has an address.
  const pods = cni === undefined ? [] : await cluster.internals.pods()
  return modelGraph(model, fabric, {
    cni,
    pods: pods
      .filter(({ namespace }) => !namespace.startsWith('kube-'))
      .map((pod) => ({ ...pod, place: podPlace(pod) })),
  })
}
