import { reviewCluster } from './describe.ts'
import type { KindConfig, KindIpFamily, KindNode } from './config.ts'
import { imageVersion, kubeadmVersion } from './image-version.ts'
import type { RegistrationKind } from './kubelet-patch.ts'
import { kubeletPatches } from './kubelet-patch.ts'

/** A node as {@link kindConfig} wants it; `labels` become the kubelet's `node-labels`. */
export interface KindNodeSpec {
  readonly role: 'control-plane' | 'worker'
  /** The same as {@link nodeIps} with one address. */
  readonly nodeIp?: string
  /** The node's own address; of a dual cluster one of each family. */
  readonly nodeIps?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** Overrides the cluster's image. */
  readonly image?: string
}

/** What {@link kindConfig} makes a document of. */
export interface KindConfigSpec {
  readonly name: string
  /** The node image, such as `kindest/node:v1.27.3`; without it kind takes its own default. */
  readonly image?: string
  /** Default `ipv4`. */
  readonly ipFamily?: KindIpFamily
  /** A CIDR; of a dual cluster one of each family, parted by a comma. */
  readonly podSubnet: string
  /** The same for Services. Default: kind's own, 10.96.0.0/16, of IPv6 fd00:10:96::/112. */
  readonly serviceSubnet?: string
  readonly nodes: readonly KindNodeSpec[]
}

/**
 * Builds the kind configuration of a lab: no default CNI, a node-ip and labels for each node.
 *
 * The form of `kubeletExtraArgs` follows the Kubernetes version in the image's tag.
 *
 * @throws {@link TopologyError} with every mistake: names, subnets, duplicate node-ips, no control plane.
 * @example
 * ```ts
 * const config = kindConfig({
 *   name: 'lab',
 *   image: 'kindest/node:v1.27.3',
 *   podSubnet: '10.98.0.0/16',
 *   nodes: [{ role: 'control-plane', nodeIp: '10.1.5.10', labels: { rack: 'rack0' } }],
 * })
 * ```
 * @see https://kind.sigs.k8s.io/docs/user/configuration/
 */
export function kindConfig(spec: KindConfigSpec): KindConfig {
  const first = spec.nodes.findIndex(({ role }) => role === 'control-plane')
  const config: KindConfig = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: spec.name,
    networking: {
      ...(spec.ipFamily !== undefined && { ipFamily: spec.ipFamily }),
      disableDefaultCNI: true,
      podSubnet: spec.podSubnet,
      ...(spec.serviceSubnet !== undefined && { serviceSubnet: spec.serviceSubnet }),
    },
    nodes: spec.nodes.map((node, index) =>
      kindNode(node, node.image ?? spec.image, index === first ? 'InitConfiguration' : 'JoinConfiguration'),
    ),
  }
  reviewCluster(config).review.settle()
  return config
}

function kindNode(node: KindNodeSpec, image: string | undefined, kind: RegistrationKind): KindNode {
  const labels = Object.entries(node.labels ?? {}).map(([key, value]) => `${key}=${value}`)
  const nodeIps = node.nodeIps ?? (node.nodeIp === undefined ? [] : [node.nodeIp])
  const args = {
    ...(nodeIps.length > 0 && { 'node-ip': nodeIps.join(',') }),
    ...(labels.length > 0 && { 'node-labels': labels.join(',') }),
  }
  const patches = kubeletPatches(kind, args, kubeadmVersion(imageVersion(image)))
  return {
    role: node.role,
    ...(image !== undefined && { image }),
    ...(patches.length > 0 && { kubeadmConfigPatches: patches }),
  }
}
