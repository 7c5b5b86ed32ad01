import { parseManifests, requestedWorkloadTrust, type Issue, type KubernetesObject } from '@underlay/configs'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { requireTrust } from '../cluster/require-trust.ts'
import { LabStateError } from '../errors.ts'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from './pod-names.ts'

/** A pod that runs. */
export interface Pod extends Endpoint {
  readonly name: string
  readonly namespace: string
  /** Short name of its node. */
  readonly node: string
  /** The node's end of its veth pair: `cali…`, `veth…`; `undefined` where it is not known. */
  readonly hostInterface: string | undefined
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

interface DeployOptions {
  readonly timeoutMs?: number
  readonly offline?: boolean
  readonly trust?: boolean
  readonly signal?: AbortSignal
}

/**
 * Applies objects to the cluster and waits until their pods answer.
 *
 * @param objects one object, several, or YAML.
 * @param options.timeoutMs for the pods to run, default 180000.
 * @param options.offline on kind: never pull an image, default false.
 * @param options.trust where real pods run: those of manifests that were parsed from a text may have rights on their node,
 * or give such rights to others. Default false.
 * @param options.signal ends it; calling it again goes on from what is there. On the netns engine only before it has begun.
 * @throws TrustError with every line of a text that asks for such rights, before anything is applied.
 * @throws TopologyError when the engine does not model an object; it is named.
 * @throws LabStateError before a CNI is installed.
 * @throws LabTimeoutError with the pods that do not run, and why.
 * @example
 * const app = await deployWorkload(cluster, [daemonSet('app'), nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })])
 * await ping(app.on('control-plane'), app.on('worker2'))
 */
export async function deployWorkload(
  cluster: Cluster,
  objects: KubernetesObject | readonly KubernetesObject[] | string,
  { timeoutMs = 180_000, offline = false, trust = false, signal }: DeployOptions = {},
): Promise<Workload> {
  const list = typeof objects === 'string' ? parseManifests(objects, { file: 'workload.yaml' }) : [objects].flat()
  // What netns models of a pod has no rights on anything.
  if (!trust && cluster.engine !== 'netns')
    requireTrust('deployWorkload(cluster, objects, { trust: true })', requestedWorkloadTrust(list))
  const notes = await cluster.internals.apply(list, { timeoutMs, offline, ...(signal && { signal }) })
  const owners = new Set(list.map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name}`))
  const all = await podsOf(cluster)
  const mine = all.filter(({ namespace, name, owner }) => owners.has(`${namespace}/${owner || name}`))
  return workloadOf(cluster, mine, notes)
}

/**
 * The pods of a lab; `on(node)` finds one by its node. Those of Kubernetes itself, in namespaces that begin with `kube-`,
 * are left out unless their namespace is named.
 *
 * @param options.namespace one namespace only; default all but Kubernetes' own.
 * @example
 * const app = await pods(cluster)
 */
export async function pods(cluster: Cluster, { namespace }: { readonly namespace?: string } = {}): Promise<Workload> {
  const all = await podsOf(cluster)
  const chosen = all.filter((pod) =>
    namespace === undefined ? !pod.namespace.startsWith('kube-') : pod.namespace === namespace,
  )
  return workloadOf(cluster, chosen, [])
}

/** All pods of a lab, those of Kubernetes itself too. */
export async function podsOf(cluster: Cluster): Promise<(Pod & { readonly owner: string })[]> {
  const records = await cluster.internals.pods()
  return records.map((record: PodRecord) => {
    const { ip: address, ips: addresses } = record
    return { ...record, place: podPlace(record), address, addresses, cluster }
  })
}

function workloadOf(cluster: Cluster, list: readonly Pod[], notes: readonly Issue[]): Workload {
  return {
    pods: list,
    notes,
    on(name) {
      const { place } = cluster.node(name)
      const pod = list.find(({ node }) => node === place)
      if (pod !== undefined) return pod
      const taints = cluster.internals.model().taints[place] ?? []
      const why = taints.length > 0 ? ` (it is tainted ${taints.join(', ')})` : ''
      throw new LabStateError(`no pod runs on ${place}${why}`, 'removeControlPlaneTaint(cluster), then deployWorkload')
    },
  }
}
