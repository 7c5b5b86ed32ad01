import type { IpFamily } from '@underlay/configs'

/** What of a node kube-proxy has to know. */
export interface KubeProxyNode {
  /** Short name. */
  readonly name: string
  /** Its addresses in Kubernetes, one of each family at most. */
  readonly nodeIps: readonly string[]
}

/** How kube-proxy is set up in a cluster. */
export interface KubeProxySettings {
  /**
   * `iptables` answers node ports at every address of a node, IPv4's loopback included, `nftables` at its node-ips, and
   * refuses what is sent to no Service in `serviceCidrs`. The rules are nftables' in both; `none` has no rules.
   */
  readonly mode: 'none' | 'iptables' | 'nftables'
  /** Whose packets to a ClusterIP keep their source: kind gives kube-proxy its podSubnet. */
  readonly podCidrs: readonly string[]
  readonly serviceCidrs: readonly string[]
}

/** One family's table: its parts, and the rules that every cluster has. */
export interface BaseTable {
  readonly chains: readonly string[]
  readonly sets: readonly string[]
  readonly rules: readonly string[]
}

/** The words of nftables for a family. */
export function wordsOf(family: IpFamily): { readonly table: string; readonly ip: string; readonly address: string } {
  return family === 4
    ? { table: 'ip kube-proxy', ip: 'ip', address: 'ipv4_addr' }
    : { table: 'ip6 kube-proxy', ip: 'ip6', address: 'ipv6_addr' }
}

/**
 * The chains, sets and maps that kube-proxy has whatever Services there are.
 *
 * @param addresses of the node where node ports are answered; `undefined` for all of them.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/nftables/proxier.go
 */
export function baseTable(family: IpFamily, serviceCidrs: readonly string[], addresses?: readonly string[]): BaseTable {
  const { ip, address } = wordsOf(family)
  const hooks = [
    ['filter-input', 'filter hook input priority filter'],
    ['filter-forward', 'filter hook forward priority filter'],
    ['filter-output', 'filter hook output priority filter'],
    ['nat-prerouting', 'nat hook prerouting priority dstnat'],
    ['nat-output', 'nat hook output priority -100'],
    ['nat-postrouting', 'nat hook postrouting priority srcnat'],
  ]
  const plain = [
    'service-endpoints-check',
    'nodeport-endpoints-check',
    'cluster-ips-check',
    'reject-chain',
    'services',
    'masquerading',
    'mark-for-masquerade',
  ]
  const everywhere = `fib daddr type local${family === 4 ? '' : ' ip6 daddr != ::1'}`
  const nodePort = addresses === undefined ? everywhere : `${ip} daddr @nodeport-ips`
  const byAddress = `${ip} daddr . meta l4proto . th dport`
  const checks =
    addresses === undefined
      ? []
      : [
          `cluster-ips-check ${ip} daddr @cluster-ips reject`,
          `cluster-ips-check ${ip} daddr { ${serviceCidrs.join(', ')} } drop`,
        ]
  return {
    chains: [...hooks.map(([name, hook]) => `${name} { type ${hook} ; }`), ...plain],
    sets: [
      `set cluster-ips { type ${address} ; }`,
      `set nodeport-ips { type ${address} ; }`,
      `map service-ips { type ${address} . inet_proto . inet_service : verdict ; }`,
      'map service-nodeports { type inet_proto . inet_service : verdict ; }',
      `map no-endpoint-services { type ${address} . inet_proto . inet_service : verdict ; }`,
      'map no-endpoint-nodeports { type inet_proto . inet_service : verdict ; }',
    ],
    rules: [
      'filter-input ct state new jump nodeport-endpoints-check',
      'filter-input ct state new jump service-endpoints-check',
      'filter-forward ct state new jump service-endpoints-check',
      'filter-output ct state new jump service-endpoints-check',
      'filter-forward ct state new jump cluster-ips-check',
      'filter-output ct state new jump cluster-ips-check',
      'nat-output jump services',
      'nat-prerouting jump services',
      'nat-postrouting jump masquerading',
      'mark-for-masquerade meta mark set meta mark or 0x4000',
      'masquerading meta mark and 0x4000 == 0 return',
      'masquerading meta mark set meta mark xor 0x4000',
      'masquerading masquerade fully-random',
      'reject-chain reject',
      ...checks,
      `service-endpoints-check ${byAddress} vmap @no-endpoint-services`,
      `nodeport-endpoints-check ${nodePort} meta l4proto . th dport vmap @no-endpoint-nodeports`,
      `services ${byAddress} vmap @service-ips`,
      `services ${nodePort} meta l4proto . th dport vmap @service-nodeports`,
    ],
  }
}
