import { labelFault } from '../address/names.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import type { KindConfig, KindNode } from './config.ts'
import { imageNameFault } from '../workload/image-name.ts'
import type { ClusterNode } from './describe.ts'
import { readNodeIps } from './families.ts'
import { imageVersion, kubeadmVersion } from './image-version.ts'
import type { KubeletArg } from './kubelet-args.ts'
import { kubeletArgs } from './kubelet-args.ts'
import { shortNames } from './node-names.ts'

// https://kubernetes.io/docs/setup/best-practices/cluster-large/
const MOST_NODES = 5000

/** A node with the way to say that its node-ip is wrong. */
export interface ReviewedNode {
  readonly node: ClusterNode
  readonly refuse: (message: string) => void
}

/** Names the nodes of a configuration, and reads node-ip and labels out of their patches. */
export function clusterNodes(review: Review, cluster: string, config: KindConfig): readonly ReviewedNode[] {
  const given = config.nodes ?? []
  if (given.length > MOST_NODES)
    review.refuse(['nodes'], `has ${given.length} nodes; Kubernetes takes at most ${MOST_NODES}, leave the rest out`)
  const nodes: readonly KindNode[] = given.length > 0 ? given.slice(0, MOST_NODES) : [{ role: 'control-plane' }]
  const firstControlPlane = nodes.findIndex(({ role }) => role !== 'worker')
  const names = shortNames(nodes)
  return nodes.map((node, index) => {
    const path = ['nodes', index]
    checkContainer(review, node, path)
    const args = patchesOf(config, node, path).flatMap(({ patch, ...place }) =>
      kubeletArgs(review, patch, {
        ...place,
        kind: index === firstControlPlane ? 'InitConfiguration' : 'JoinConfiguration',
        kubeadm: kubeadmVersion(imageVersion(node.image)),
        image: node.image,
      }),
    )
    const nodeIp = args.findLast(({ name }) => name === 'node-ip')
    const nodeIps = nodeIp ? nodeIpsOf(nodeIp, config) : []
    const [first] = nodeIps
    const shortName = names[index] ?? 'worker'
    const described: ClusterNode = {
      name: `${cluster}-${shortName}`,
      shortName,
      role: node.role ?? 'control-plane',
      ...(first !== undefined && { nodeIp: first }),
      nodeIps,
      labels: { ...node.labels, ...Object.assign({}, ...args.map(nodeLabels)) },
      ...(node.image !== undefined && { image: node.image }),
    }
    return {
      node: described,
      refuse: nodeIp?.refuse ?? ((message: string) => review.refuse(path, message)),
    }
  })
}

function checkContainer(review: Review, { image, labels = {} }: KindNode, path: Path): void {
  const fault = image === undefined ? undefined : imageNameFault(image)
  if (fault !== undefined) review.refuse([...path, 'image'], fault)
  for (const [key, value] of Object.entries(labels)) {
    const wrong = labelFault(key, value)
    if (wrong !== undefined) review.refuse([...path, 'labels', key], wrong)
  }
}

function nodeIpsOf({ value, refuse }: KubeletArg, { networking }: KindConfig): readonly string[] {
  const read = readNodeIps(networking?.ipFamily ?? 'ipv4', value)
  if ('nodeIps' in read) return read.nodeIps
  refuse(read.fault)
  return []
}

function patchesOf(config: KindConfig, node: KindNode, path: Path) {
  const key = 'kubeadmConfigPatches'
  const shared = (config.kubeadmConfigPatches ?? []).map((patch, i) => ({ patch, path: [key, i], shared: true }))
  const own = (node.kubeadmConfigPatches ?? []).map((patch, i) => ({ patch, path: [...path, key, i], shared: false }))
  return [...shared, ...own]
}

function nodeLabels(arg: KubeletArg): Readonly<Record<string, string>> {
  if (arg.name !== 'node-labels') return {}
  const labels = arg.value.split(',').map((label) => label.split('='))
  for (const [key = '', ...values] of labels) {
    const fault = values.length === 1 ? labelFault(key, values[0] ?? '') : `'${key}' is not written name=value`
    if (fault) arg.refuse(fault)
  }
  return Object.fromEntries(labels.map(([key = '', value = '']) => [key, value]))
}
