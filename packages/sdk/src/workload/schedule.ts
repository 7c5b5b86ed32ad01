import { describeCluster, type WorkloadModel } from '@underlay/configs'
import type { PodNetwork } from '../cni/pod-network.ts'
import type { LabState, WiredPod } from '../lab/state.ts'
import { wantedPods, type WantedPod } from './wanted-pods.ts'

/** The pods of a lab, and the addresses that others gave back. */
export type Scheduled = Pick<LabState, 'pods' | 'released'>

/**
 * The pods that a lab is to have. One that runs keeps its node and addresses, as long as its node may have it and its
 * ports are the same; a new one takes what the CNI allocates, addresses that were in use before last.
 *
 * @throws LabStateError when a node has no address left, or no node takes a pod.
 */
export function schedulePods(model: WorkloadModel, state: LabState, network: PodNetwork): Scheduled {
  const wanted = wantedPods(model, describeCluster(state.kind), state.taints).map((pod) => ({
    ...pod,
    running: state.pods.find((there) => isTheSame(there, pod)),
  }))
  const staying = wanted.flatMap(({ running }) => running ?? [])
  const taken = new Set(staying.flatMap(({ ips }) => ips))
  let released = withGone(state, taken)
  const placed = [...staying]
  const pods = wanted.map(({ running, nodes, ipPools, ...pod }): WiredPod => {
    if (running !== undefined) return { ...running, labels: pod.labels }
    const node = leastUsed(nodes, pod, placed)
    const ips = network.allocate(node, { taken, released, ...(ipPools && { ipPools }) })
    for (const ip of ips) taken.add(ip)
    released = released.filter((ip) => !ips.includes(ip))
    const made = { ...pod, node, ip: ips[0] ?? '', ips, hostInterface: network.hostInterface(pod) }
    placed.push(made)
    return made
  })
  return { pods, released }
}

// With other ports it is another container, for which Kubernetes makes another pod.
function isTheSame(there: WiredPod, wanted: WantedPod): boolean {
  return (
    there.namespace === wanted.namespace &&
    there.name === wanted.name &&
    wanted.nodes.includes(there.node) &&
    JSON.stringify(there.ports) === JSON.stringify(wanted.ports)
  )
}

function withGone({ pods, released }: LabState, staying: ReadonlySet<string>): readonly string[] {
  const gone = pods.flatMap(({ ips }) => ips).filter((ip) => !staying.has(ip))
  return [...released.filter((ip) => !gone.includes(ip)), ...gone]
}

// Of the nodes with fewest pods of its own set the one with fewest pods: what Kubernetes' scheduler comes to among equal nodes.
function leastUsed(
  nodes: readonly string[],
  { namespace, owner }: Pick<WiredPod, 'namespace' | 'owner'>,
  placed: readonly WiredPod[],
): string {
  const count = (node: string): readonly [number, number] => {
    const there = placed.filter((pod) => pod.node === node)
    return [there.filter((pod) => pod.owner === owner && pod.namespace === namespace).length, there.length]
  }
  const byUse = (a: string, b: string): number => {
    const [[siblingsA, allA], [siblingsB, allB]] = [count(a), count(b)]
    return siblingsA - siblingsB || allA - allB
  }
  return nodes.toSorted(byUse)[0] ?? ''
}
