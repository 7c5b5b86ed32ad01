import type { CalicoOptions } from '../calico/settings.ts'
import type { ClabTopology } from '../clab/topology.ts'
import type { FlannelOptions } from '../flannel/settings.ts'
import type { KindConfig } from '../kind/config.ts'

/** What a kernel may lack that a lab's network is made of; all but `nftables`, `ipv6` and `netem` are kinds of devices. */
export type KernelNeed = (typeof kernelNeedNames)[number]

/** Every {@link KernelNeed}; `bridge-vlan` is a bridge with VLAN filtering, `nftables` what NAT and Services use of it. */
export const kernelNeedNames = [
  'veth',
  'bridge',
  'nftables',
  'ipv6',
  'ipip',
  'vxlan',
  'dummy',
  'vlan',
  'bridge-vlan',
  'macvlan',
  'netem',
] as const

/** What is known of a lab before it is built: the documents that its steps will be given. */
export interface LabDocuments {
  readonly kind?: KindConfig
  readonly clab?: ClabTopology | string
  readonly files?: Readonly<Record<string, string>>
  readonly calico?: CalicoOptions
  readonly flannel?: FlannelOptions
}

const always: readonly KernelNeed[] = ['veth', 'bridge', 'nftables']

// A mention is enough: a kernel that can do more than the lab needs does no harm.
const mentions: readonly (readonly [KernelNeed, RegExp])[] = [
  ['ipv6', /\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}\/\d/i],
  ['ipip', /\btype\W+ipip\b|\bmode ipip\b/],
  ['vxlan', /\btype\W+vxlan\b/],
  ['dummy', /\btype\W+dummy\b/],
  ['vlan', /\btype\W+vlan\b|\bvif\W+\d|\bvlans?\b|\binterface \S+\.\d/],
  ['bridge-vlan', /\bvlan_filtering\b|\bbridge vlan\b|\bvlan\W+(?:access|trunk|native)\b/],
  ['macvlan', /\btype\W+macvlan\b|\bmacvlan:/],
  // A rate alone is done without.
  ['netem', /\bnetem\b|\b(?:delayMs|jitterMs|lossPercent)\b/],
]

/**
 * What the kernel of a lab must be able to make; everything when nothing is known of the lab.
 *
 * @example
 * ```ts
 * kernelNeeds({ flannel: { backend: 'host-gw' } }) // ['veth', 'bridge', 'nftables']
 * ```
 */
export function kernelNeeds(documents?: LabDocuments): readonly KernelNeed[] {
  if (documents === undefined) return kernelNeedNames
  const { kind, clab, files, calico, flannel } = documents
  const text = [typeof clab === 'string' ? clab : JSON.stringify(clab ?? {}), ...Object.values(files ?? {})].join('\n')
  const needs = new Set<KernelNeed>(always)
  for (const [need, pattern] of mentions) if (pattern.test(text)) needs.add(need)
  const family = kind?.networking?.ipFamily ?? 'ipv4'
  if (family !== 'ipv4') needs.add('ipv6')
  if (calico !== undefined) for (const need of calicoNeeds(calico, family)) needs.add(need)
  if (flannel !== undefined && flannel.backend !== 'host-gw') needs.add(flannel.backend ?? 'vxlan')
  return kernelNeedNames.filter((name) => needs.has(name))
}

// IPIP carries IPv4 only, so it is no default of an IPv6 cluster.
function calicoNeeds({ pools, ipip, vxlan = 'Never' }: CalicoOptions, family: string): readonly KernelNeed[] {
  const unsaid = vxlan === 'Never' && family !== 'ipv6' ? 'Always' : 'Never'
  const all = pools ?? [{ ipip: ipip ?? unsaid, vxlan }]
  return (['ipip', 'vxlan'] as const).filter((name) => all.some((pool) => (pool[name] ?? 'Never') !== 'Never'))
}
