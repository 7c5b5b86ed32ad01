import { vethName } from '@underlay/configs'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'
import type { KubernetesPodRecord } from '../../kubernetes/pod/pod-records.ts'
import type { NodeRecord, PodRecord } from '../../lab/state.ts'
import type { LabModel } from '../engine.ts'
import { shortNameIn } from '../kind/model.ts'
import { nodeRecordsOf } from '../kubernetes/node-records.ts'
import { readCni } from '../kubernetes/read-cni.ts'
import { runningPods } from '../kubernetes/running-pods.ts'
import { existingModel, kernelsOf } from './model.ts'
import { ownTrafficOf } from './own-traffic.ts'
import { placesOf, type Place } from './places.ts'

/** What is known of a cluster up to now; nothing of it costs more than a list of the API server. */
export interface KnownCluster {
  readonly model: () => LabModel
  readonly places: () => ReadonlyMap<string, Place>
  readonly shortNameOf: (node: string) => string
  readonly kernel: string
  readonly ownTraffic: string
  /** Reads the nodes again, in the order of the model; nodes may have come and gone. */
  nodes(): Promise<readonly NodeRecord[]>
  /** Reads the pods again that have a network of their own. */
  pods(): Promise<readonly PodRecord[]>
}

/**
 * Reads a cluster's nodes, and its CNI's own objects.
 *
 * @throws LabError when the user may not, or the API server does not answer; LabStateError when there are no nodes.
 */
export async function knowCluster(kubernetes: Kubernetes): Promise<KnownCluster> {
  const { context } = kubernetes
  let listed: readonly KubernetesNode[] = await kubernetes.nodes()
  let running: readonly KubernetesPodRecord[] = []
  let model = existingModel({ context, nodes: listed, cni: undefined })
  const cni = await readCni(kubernetes)
  let places: ReadonlyMap<string, Place> = new Map()
  const adopt = (): void => {
    model = existingModel({ context, nodes: listed, cni })
    places = placesOf(model.cluster, running)
  }
  adopt()
  const shortNameOf = (node: string): string => shortNameIn(model.cluster)(node)
  const readNodes = async (): Promise<void> => {
    listed = await kubernetes.nodes()
    adopt()
  }
  return {
    model: () => model,
    places: () => places,
    shortNameOf,
    kernel: kernelsOf(listed),
    ownTraffic: ownTrafficOf(listed, kubernetes.server),
    async nodes() {
      await readNodes()
      const records = nodeRecordsOf(listed, shortNameOf)
      return model.cluster.nodes.flatMap(({ name }) => records.find((record) => record.name === name) ?? [])
    },
    async pods() {
      running = await runningPods(kubernetes, shortNameOf)
      const known = new Set(model.cluster.nodes.map(({ shortName }) => shortName))
      if (running.some(({ node }) => !known.has(node))) {
        await readNodes()
        running = await runningPods(kubernetes, shortNameOf)
      }
      adopt()
      return running.map((pod) => podRecordOf(pod, cni?.name))
    },
  }
}

// Calico's devices are named by a rule. Asking every node for the others would need an agent on each.
function podRecordOf(pod: KubernetesPodRecord, cni: 'calico' | 'flannel' | undefined): PodRecord {
  const { name, namespace, node, ip, ips, labels, owner } = pod
  const hostInterface = cni === 'calico' ? vethName(namespace, name) : undefined
  return { name, namespace, node, ip, ips, labels, owner, hostInterface }
}
