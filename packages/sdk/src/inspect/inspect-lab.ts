import type { FabricModel } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import { nodes, type Node } from '../cluster/nodes.ts'
import type { InstalledCni } from '../engine/engine.ts'
import { pods, type Pod } from '../workload/deploy-workload.ts'

/** A node as plain data, with containerlab's name of it where that is another one. */
export interface InspectedNode extends Omit<Node, 'cluster'> {
  readonly alias: string | undefined
}

/** A pod as plain data. */
export type InspectedPod = Omit<Pod, 'cluster'>

/** A gateway or a host of a fabric. */
export interface InspectedFabricNode {
  readonly name: string
  /** `host` forwards nothing. */
  readonly kind: FabricModel['gateways'][number]['kind'] | 'host'
  readonly addresses: readonly string[]
}

/** A lab as plain data, at a glance. */
export interface LabOverview {
  readonly name: string
  readonly engine: Cluster['engine']
  readonly lifetime: Cluster['lifetime']
  readonly host: Cluster['host']
  /** The path of its kubeconfig; `undefined` on the netns engine. */
  readonly kubeconfig: string | undefined
  /** `undefined` before one is installed. */
  readonly cni: Pick<InstalledCni, 'name' | 'how' | 'podCidr' | 'ipip' | 'vxlan'> | undefined
  /** `undefined` before one is attached. */
  readonly fabric:
    | { readonly bridges: readonly string[]; readonly nodes: readonly InspectedFabricNode[]; readonly links: number }
    | undefined
  readonly nodes: readonly InspectedNode[]
  /** Those of Kubernetes itself are left out. */
  readonly pods: readonly InspectedPod[]
}

/**
 * What a lab is and has, as plain data: engine, host, CNI, fabric, nodes, pods.
 *
 * @example
 * const { engine, nodes } = await inspectLab(cluster)
 */
export async function inspectLab(cluster: Cluster): Promise<LabOverview> {
  const { name, engine, lifetime, host, kubeconfig, cni } = cluster
  const [ofNodes, ofPods] = await Promise.all([inspectNodes(cluster), inspectPods(cluster)])
  return {
    name,
    engine,
    lifetime,
    host: { kind: host.kind, kernel: host.kernel, accelerator: host.accelerator },
    kubeconfig,
    cni: cni && { name: cni.name, how: cni.how, podCidr: cni.podCidr, ipip: cni.ipip, vxlan: cni.vxlan },
    fabric: fabricOf(cluster),
    nodes: ofNodes,
    pods: ofPods,
  }
}

/**
 * The nodes of a lab as plain data.
 *
 * @example
 * const notReady = (await inspectNodes(cluster)).filter(({ ready }) => !ready)
 */
export async function inspectNodes(cluster: Cluster): Promise<InspectedNode[]> {
  const servers = cluster.internals.model().fabric?.servers ?? []
  return (await nodes(cluster)).map((node) => {
    const alias = servers.find((server) => server.node === node.name)?.name
    const { place, name, address, addresses, dockerAddress, dockerAddresses } = node
    const { role, labels, taints, internalIp, internalIps, ready, cniAddress } = node
    const named = { place, name, alias: alias === place ? undefined : alias, role, ready }
    const addressed = { address, addresses, internalIp, internalIps, dockerAddress, dockerAddresses, cniAddress }
    return { ...named, ...addressed, labels, taints }
  })
}

/**
 * The pods of a lab as plain data; those of Kubernetes itself only where their namespace is named.
 *
 * @param options.namespace one namespace only; default all but Kubernetes' own.
 * @example
 * const inDefault = await inspectPods(cluster, { namespace: 'default' })
 */
export async function inspectPods(
  cluster: Cluster,
  options: { readonly namespace?: string } = {},
): Promise<InspectedPod[]> {
  // One by one: an engine's record has more than a pod is promised to have.
  return (await pods(cluster, options)).pods.map(
    ({ place, name, namespace, node, address, addresses, hostInterface, labels }) => {
      return { place, name, namespace, node, address, addresses, hostInterface, labels }
    },
  )
}

function fabricOf(cluster: Cluster): LabOverview['fabric'] {
  const { fabric } = cluster.internals.model()
  if (fabric === undefined) return undefined
  const all = [
    ...fabric.gateways.map(({ name, kind }) => ({ name, kind })),
    ...fabric.hosts.map(({ name }) => ({ name, kind: 'host' as const })),
  ]
  return {
    bridges: fabric.bridges,
    nodes: all.map(({ name, kind }) => ({ name, kind, addresses: cluster.fabricNode(name).addresses })),
    links: fabric.links.length,
  }
}
