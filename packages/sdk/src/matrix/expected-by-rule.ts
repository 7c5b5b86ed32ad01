import { cidrContains, familyOf } from '@underlay/configs'
import { shouldEncapsulate, type MatrixExpectation, type PathLab } from '@underlay/evidence'
import type { LabMatrixEnd } from './matrix-ends.ts'

/**
 * How a CNI's own rule says that packets of one end to another are carried: by the mode of the receiver's pool, and by the
 * sending node's address with its mask. Calico records that mask, flannel goes by its interface's.
 */
export function expectedByRule({ cluster, cni }: PathLab, from: LabMatrixEnd, to: LabMatrixEnd): MatrixExpectation {
  if (cni === undefined) return { reason: 'the CNI is neither Calico nor flannel: its rule is not known' }
  const pool = cni.pools.find(({ cidr }) => cidrContains(cidr, to.address))
  const family = familyOf(to.address)
  // flannel's model has its IPv4 network alone: how it carries IPv6 is not known from it.
  if (isPod(to) && !cni.pools.some(({ cidr }) => familyOf(cidr) === family))
    return { reason: `of pods' IPv${family} addresses ${cni.name} shows no network` }
  if (pool === undefined) return { encapsulation: 'none', reason: `${to.address} is in no network of pods` }
  const { encapsulation, mode } = modeOf(pool)
  const label = `${encapsulation} ${mode}`
  if (mode === 'Never') return { encapsulation: 'none', reason: `${cni.name} encapsulates nothing in ${pool.cidr}` }
  if (mode === 'Always')
    return { encapsulation, reason: `${label}: every packet from node to node, so ${encapsulation}` }
  const recordOf = (end: LabMatrixEnd): readonly string[] => {
    const name = cluster.nodes.find(({ shortName }) => shortName === end.node)?.name
    const recorded = cni.nodes[name ?? '']
    return recorded === undefined ? [] : (recorded.addresses ?? [recorded.address])
  }
  const [peer] = recordOf(to)
    .map(hostOf)
    .filter((address) => familyOf(address) === familyOf(to.address))
  const [own] = recordOf(from)
    .filter((address) => peer !== undefined && familyOf(hostOf(address)) === familyOf(peer))
    .map((address) => (address.includes('/') ? address : from.nodeCidrs?.find((cidr) => hostOf(cidr) === address)))
  const isTunnelled = own === undefined || peer === undefined ? undefined : shouldEncapsulate(mode, own, peer)
  if (isTunnelled === undefined) return { reason: `${label}: the mask of ${from.node}'s address is not known` }
  const where = `${peer} is ${isTunnelled ? 'outside' : 'inside'} of ${from.node}'s ${own}`
  const decided = isTunnelled ? encapsulation : 'none'
  return { encapsulation: decided, reason: `${label}: ${where}, so ${decided}` }
}

function modeOf({ ipip, vxlan }: NonNullable<PathLab['cni']>['pools'][number]) {
  return vxlan === 'Never'
    ? ({ encapsulation: 'ipip', mode: ipip } as const)
    : ({ encapsulation: 'vxlan', mode: vxlan } as const)
}

function isPod({ endpoint }: LabMatrixEnd): boolean {
  return endpoint !== undefined && 'node' in endpoint
}

function hostOf(cidr: string): string {
  return cidr.split('/')[0] ?? cidr
}
