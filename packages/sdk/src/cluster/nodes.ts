import { run } from '../host/run.ts'
import type { Cluster, NodeEndpoint } from './cluster.ts'

/** A node as Kubernetes would list it. */
export interface Node extends NodeEndpoint {
  readonly role: 'control-plane' | 'worker'
  readonly labels: Readonly<Record<string, string>>
  /** `key:effect`. */
  readonly taints: readonly string[]
  /** The kubelet's node-ip, by default eth0's address, once an interface has it; `undefined` before the fabric gives it. */
  readonly internalIp: string | undefined
  /** The same of each family; `internalIp` is the first. */
  readonly internalIps: readonly string[]
  /** Ready once a CNI is installed and the node has its InternalIP. */
  readonly ready: boolean
  /** What the CNI recorded as the node's address, with mask: `10.1.5.10/24`. */
  readonly cniAddress: string | undefined
}

/**
 * The nodes, in the order of the kind config.
 *
 * @example
 * for (const node of await nodes(cluster)) echo(node.name, node.internalIp)
 */
export async function nodes(cluster: Cluster): Promise<Node[]> {
  const records = await cluster.internals.nodes()
  const { cni, cluster: model } = cluster.internals.model()
  return model.nodes.flatMap(({ name, shortName, role, labels }): Node[] => {
    const record = records.find((candidate) => candidate.name === name)
    if (record === undefined) return []
    const { taints, internalIp, internalIps, ready } = record
    const cniAddress = cni?.nodes[name]?.address
    return [{ ...cluster.node(shortName), role, labels, taints, internalIp, internalIps, ready, cniAddress }]
  })
}

/**
 * Takes the control-plane taint off, so that pods run there too.
 *
 * @example
 * await removeControlPlaneTaint(cluster)
 */
export async function removeControlPlaneTaint(cluster: Cluster): Promise<void> {
  await cluster.internals.removeControlPlaneTaint()
}

const neededTools = ['ip', 'ping', 'tcpdump', 'bridge'] as const

/**
 * Looks that the tools of the tutorial run at the nodes: ip, bridge, ping, tcpdump. All nodes share those of the lab's
 * machine, on kind those of its helper's image; nothing is installed into a node.
 *
 * @returns the version line of each tool.
 * @throws CommandError when one does not run.
 * @example
 * const tools = await installNodeTools(cluster)
 */
export async function installNodeTools(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const [first] = cluster.internals.model().cluster.nodes
  const entries = neededTools.map(async (tool): Promise<[string, string]> => {
    const flag = tool === 'tcpdump' ? '--version' : '-V'
    const said = await run(cluster.internals, first?.shortName ?? '', [tool, flag])
    return [tool, said.split('\n')[0] ?? '']
  })
  return Object.fromEntries(await Promise.all(entries))
}
