/** A node of a kind cluster; `kubeadmConfigPatches` are YAML texts. */
export interface KindNode {
  readonly role?: 'control-plane' | 'worker'
  readonly image?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Which graphics cards it has, as Docker has it: `all`. */
  readonly gpus?: string
  readonly extraMounts?: readonly Readonly<Record<string, unknown>>[]
  readonly extraPortMappings?: readonly Readonly<Record<string, unknown>>[]
  readonly kubeadmConfigPatches?: readonly string[]
  readonly kubeadmConfigPatchesJSON6902?: readonly unknown[]
}

/** The families of a cluster; `dual` is both. */
export type KindIpFamily = 'ipv4' | 'ipv6' | 'dual'

/** The cluster-wide network settings of a kind cluster; subnets are CIDRs, of a dual cluster one of each family, with a comma. */
export interface KindNetworking {
  readonly ipFamily?: KindIpFamily
  readonly apiServerPort?: number
  readonly apiServerAddress?: string
  readonly podSubnet?: string
  readonly serviceSubnet?: string
  readonly disableDefaultCNI?: boolean
  readonly kubeProxyMode?: 'none' | 'iptables' | 'ipvs' | 'nftables'
  readonly dnsSearch?: readonly string[]
}

/**
 * A kind cluster configuration, as kind reads it from YAML.
 *
 * @example
 * ```ts
 * const config: KindConfig = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes: [{ role: 'control-plane' }] }
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/apis/config/v1alpha4/types.go
 */
export interface KindConfig {
  readonly kind: 'Cluster'
  readonly apiVersion: 'kind.x-k8s.io/v1alpha4'
  readonly name?: string
  readonly networking?: KindNetworking
  readonly nodes?: readonly KindNode[]
  readonly featureGates?: Readonly<Record<string, boolean>>
  readonly runtimeConfig?: Readonly<Record<string, string>>
  readonly kubeadmConfigPatches?: readonly string[]
  readonly kubeadmConfigPatchesJSON6902?: readonly unknown[]
  readonly containerdConfigPatches?: readonly string[]
  readonly containerdConfigPatchesJSON6902?: readonly string[]
}
