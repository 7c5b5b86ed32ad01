import { blockAddress, cidrContains, cidrInside, familyOf, type CalicoPool } from '@underlay/configs'
import type { CalicoNode, CalicoRecord, NodeAddress } from '../record.ts'

/** The families of addresses. */
export const families = [4, 6] as const

/** One of the two. */
export type Family = (typeof families)[number]

/** A node of the record. @throws TypeError when there is none of that name. */
export function nodeOf({ nodes }: CalicoRecord, shortName: string): CalicoNode {
  const node = nodes[shortName]
  if (node === undefined) throw new TypeError(`no node ${shortName}`)
  return node
}

/** A node's own address of a family. */
export function addressOf({ addresses }: CalicoNode, family: Family): NodeAddress | undefined {
  return addresses.find(({ address }) => familyOf(address) === family)
}

/** An address without its mask. */
export function hostPart(address: string): string {
  return address.split('/')[0] ?? address
}

/** A node's blocks in a pool. */
export function blocksIn({ blocks }: CalicoNode, { cidr }: Pick<CalicoPool, 'cidr'>): string[] {
  return blocks.filter((block) => cidrInside(block, cidr))
}

/** The pools of a family. */
export function poolsOf({ settings }: CalicoRecord, family: Family): CalicoPool[] {
  return settings.pools.filter(({ cidr }) => familyOf(cidr) === family)
}

/** How a packet travels that one node sends to a block of another. */
export type Way = 'direct' | 'ipip' | 'vxlan'

/** Calico's rule: in mode CrossSubnet a node does not encapsulate when its own CIDR contains the peer's address. */
export function wayTo(pool: CalicoPool, own: NodeAddress, peer: NodeAddress): Way {
  const [encapsulation, mode] =
    pool.vxlan === 'Never' ? (['ipip', pool.ipip] as const) : (['vxlan', pool.vxlan] as const)
  if (mode === 'Never') return 'direct'
  const isNear = mode === 'CrossSubnet' && cidrContains(own.address, hostPart(peer.address))
  return isNear ? 'direct' : encapsulation
}

/** The address of a node's tunnel device: the first of its first block in a pool that is so encapsulated. */
export function tunnelAddress(
  calico: CalicoRecord,
  node: CalicoNode,
  way: 'ipip' | 'vxlan',
  family: Family,
): string | undefined {
  for (const pool of poolsOf(calico, family)) {
    const [block] = pool[way] === 'Never' ? [] : blocksIn(node, pool)
    if (block !== undefined) return blockAddress(block, 0)
  }
  return undefined
}
