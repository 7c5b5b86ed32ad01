import type { Issue } from '../issue/issue.ts'
import type { Review } from '../document/review.ts'
import { reviewOf } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import { checkCluster } from './check.ts'
import type { KindConfig, KindIpFamily, KindNode } from './config.ts'
import { noteIgnored } from './ignored.ts'
import { imageVersion } from './image-version.ts'
import { clusterNodes } from './cluster-nodes.ts'
import { kindShape } from './shape.ts'

/** A node as kind will name it; labels are those of the kind node and the kubelet's `node-labels`. */
export interface ClusterNode {
  /** The container's and Kubernetes' name, `calico-ipip-crosssubnet-worker2`. */
  readonly name: string
  /** The same without the cluster's name, `worker2`. */
  readonly shortName: string
  readonly role: 'control-plane' | 'worker'
  /** The first of {@link nodeIps}. */
  readonly nodeIp?: string
  /** The kubelet's `node-ip`: none, one, or in a dual cluster one of each family. */
  readonly nodeIps: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly image?: string
}

/** The cluster that a kind configuration describes, kind's defaults filled in; subnets are CIDRs without host bits. */
export interface ClusterModel {
  readonly name: string
  readonly ipFamily: KindIpFamily
  /** One of each family, the cluster's first family first; `podSubnet` is the first. */
  readonly podSubnets: readonly string[]
  readonly podSubnet: string
  readonly serviceSubnets: readonly string[]
  readonly serviceSubnet: string
  readonly disableDefaultCni: boolean
  /** How Services are made; the netns engine takes `ipvs` for `iptables`. Absent where it is not known. */
  readonly kubeProxyMode?: 'none' | 'iptables' | 'ipvs' | 'nftables'
  /** `1.27.3`, from the image tag of the first control plane; absent when the tag says none. */
  readonly kubernetesVersion?: string
  readonly nodes: readonly ClusterNode[]
  /** What the netns engine leaves aside knowingly, with the reason. */
  readonly notes: readonly Issue[]
}

/**
 * Derives the cluster from a kind configuration: names as kind gives them, node-ips and labels, subnets.
 *
 * Defaults are kind's: name `kind`, podSubnet 10.244.0.0/16, serviceSubnet 10.96.0.0/16 (of IPv6 fd00:10:244::/56 and
 * fd00:10:96::/112), one control plane.
 *
 * @throws {@link TopologyError} with every mistake at once.
 * @example
 * ```ts
 * const config = kindConfig({ name: 'lab', podSubnet: '10.98.0.0/16', nodes: [{ role: 'control-plane' }] })
 * describeCluster(config).nodes[0]?.name // 'lab-control-plane'
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/cluster/internal/create/actions/config/config.go
 */
export function describeCluster(config: KindConfig): ClusterModel {
  const { cluster, review } = reviewCluster(config)
  review.settle()
  return cluster
}

/** Derives the cluster and collects its mistakes, without throwing; after a mistake the cluster is a best effort. */
export function reviewCluster(config: KindConfig): { readonly cluster: ClusterModel; readonly review: Review } {
  const review = reviewOf(config, 'kind config')
  return { cluster: reviewClusterIn(config, review), review }
}

/** The same for a value that may be no kind configuration at all. */
export function reviewClusterIn(value: unknown, review: Review): ClusterModel {
  checkShape(review, value, kindShape)
  const config = trusted(review, isKindConfig(value) ? value : EMPTY)
  noteIgnored(review, config)
  const { name = 'kind', networking = {} } = config
  const nodes = clusterNodes(review, name, config)
  const version = imageVersion(nodes.find(({ node }) => node.role === 'control-plane')?.node.image)
  const { podSubnets, serviceSubnets } = checkCluster(review, name, networking, nodes)
  return {
    name,
    ipFamily: networking.ipFamily ?? 'ipv4',
    podSubnets,
    podSubnet: podSubnets[0] ?? '',
    serviceSubnets,
    serviceSubnet: serviceSubnets[0] ?? '',
    disableDefaultCni: networking.disableDefaultCNI ?? false,
    kubeProxyMode: networking.kubeProxyMode ?? 'iptables',
    ...(version && { kubernetesVersion: version.text }),
    nodes: nodes.map(({ node }) => node),
    notes: review.notes,
  }
}

const EMPTY: KindConfig = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' }

// All mistakes are told at once: what is of a wrong type is left out, the rest is checked.
function trusted(review: Review, config: KindConfig): KindConfig {
  const sound = Object.entries(config).filter(([key]) => key === 'nodes' || review.sound([key]) || key === 'networking')
  const { nodes, networking, ...rest } = Object.fromEntries(sound) as Partial<KindConfig>
  const settings = Object.entries(networking ?? {}).filter(([key]) => review.sound(['networking', key]))
  return {
    ...EMPTY,
    ...rest,
    networking: Object.fromEntries(settings),
    ...(Array.isArray(nodes) && {
      nodes: nodes.map((node: KindNode, index) => (review.sound(['nodes', index]) ? node : {})),
    }),
  }
}

/** Whether a value says that it is a kind configuration; its shape is checked elsewhere. */
export function isKindConfig(value: unknown): value is KindConfig {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Cluster'
}
