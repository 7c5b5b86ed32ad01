import { describeWorkload, parseManifests, type Issue, type KubernetesObject } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { LabStateError } from '../errors.ts'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from './plan-pod.ts'

/** A pod that runs. */
export interface Pod extends Endpoint {
  readonly name: string
  readonly namespace: string
  /** Short name of its node. */
  readonly node: string
  /** The node's end of its veth pair: `cali…`. */
  readonly hostInterface: string
  readonly labels: Readonly<Record<string, string>>
}

/** Pods of one call of {@link deployWorkload}. */
export interface Workload {
  readonly pods: readonly Pod[]
  /** What of the manifests is left aside knowingly, with the reason. */
  readonly notes: readonly Issue[]
  /**
   * The pod on a node, by any of the node's names.
   *
   * @throws LabStateError when none runs there.
   */
  on(node: string): Pod
}

/**
 * Applies objects to the cluster and waits until their pods answer.
 *
 * @param objects one object, several, or YAML.
 * @throws TopologyError when the engine does not model an object; it is named.
 * @throws LabStateError before a CNI is installed.
 * @example
 * const app = await deployWorkload(cluster, [daemonSet('app'), nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })])
 * await ping(app.on('control-plane'), app.on('worker2'))
 */
export async function deployWorkload(
  cluster: Cluster,
  objects: KubernetesObject | readonly KubernetesObject[] | string,
): Promise<Workload> {
  const list = typeof objects === 'string' ? parseManifests(objects, { file: 'workload.yaml' }) : [objects].flat()
  await cluster.internals.apply(list)
  const owners = new Set(list.map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name}`))
  const mine = podsOf(cluster).filter(({ namespace, owner }) => owners.has(`${namespace}/${owner}`))
  return workloadOf(cluster, mine, describeWorkload(list).notes)
}

/**
 * The pods of a lab; `on(node)` finds one by its node.
 *
 * @example
 * const app = await pods(cluster)
 */
export async function pods(cluster: Cluster): Promise<Workload> {
  return workloadOf(cluster, podsOf(cluster), [])
}

function podsOf(cluster: Cluster): (Pod & { readonly owner: string })[] {
  return cluster.internals.state().pods.map((record: PodRecord) => ({
    ...record,
    place: podPlace(record),
    address: record.ip,
    cluster,
  }))
}

function workloadOf(cluster: Cluster, list: readonly Pod[], notes: readonly Issue[]): Workload {
  return {
    pods: list,
    notes,
    on(name) {
      const { place } = cluster.node(name)
      const pod = list.find(({ node }) => node === place)
      if (pod !== undefined) return pod
      const taints = cluster.internals.state().taints[place] ?? []
      const why = taints.length > 0 ? ` (it is tainted ${taints.join(', ')})` : ''
      throw new LabStateError(`no pod runs on ${place}${why}`, 'removeControlPlaneTaint(cluster), then deployWorkload')
    },
  }
}
