import { addressAt, cidrContains, familyOf, freeBlock, parseCidr, selects, type CalicoPool } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { CalicoRecord } from '../record.ts'
import { blocksIn, families, nodeOf, poolsOf, type Family } from './node.ts'

/** Addresses that pods have, and those that others gave back, the oldest first: a block keeps its free addresses in a queue. */
export interface AddressUse {
  readonly taken: ReadonlySet<string>
  readonly released: readonly string[]
}

/**
 * Free addresses for a pod on a node, one of each family, from the pools that select the node; where its blocks are full the node
 * takes another one, as Calico does.
 *
 * @throws LabStateError when no pool has a block left; Calico would borrow from a block of another node.
 */
export function allocateAddresses(
  calico: CalicoRecord,
  nodeName: string,
  use: AddressUse,
): { readonly calico: CalicoRecord; readonly addresses: readonly string[] } {
  let record = calico
  const addresses = families.flatMap((family) => {
    if (poolsOf(calico, family).length === 0) return []
    const [address, after] = allocateOne(record, nodeName, family, use)
    record = after
    return [address]
  })
  return { calico: record, addresses }
}

/** The pools that a node takes addresses from. */
export function selectedPools(calico: CalicoRecord, nodeName: string, family: Family): CalicoPool[] {
  const { labels } = nodeOf(calico, nodeName)
  return poolsOf(calico, family).filter(({ nodeSelector }) => selects(nodeSelector, labels))
}

function allocateOne(
  calico: CalicoRecord,
  nodeName: string,
  family: Family,
  { taken, released }: AddressUse,
): [address: string, after: CalicoRecord] {
  const node = nodeOf(calico, nodeName)
  const pools = selectedPools(calico, nodeName, family)
  if (pools.length === 0) {
    throw new LabStateError(
      `no IPv${family} pool selects ${nodeName}`,
      'a nodeSelector that takes it, or one more pool',
    )
  }
  const everUsed = new Set([...taken, ...released])
  for (const pool of pools) {
    for (const [index, block] of blocksIn(node, pool).entries()) {
      const address = freeAddress(block, index === 0 ? 1 : 0, everUsed)
      if (address !== undefined) return [address, calico]
    }
  }
  const blocks = pools.flatMap((pool) => blocksIn(node, pool))
  const again = released.find((ip) => !taken.has(ip) && blocks.some((block) => cidrContains(block, ip)))
  if (again !== undefined) return [again, calico]
  const held = new Set(Object.values(calico.nodes).flatMap(({ blocks }) => blocks))
  for (const pool of pools) {
    const block = freeBlock(pool, node.name, held)
    const address = block === undefined ? undefined : freeAddress(block, 0, taken)
    if (block === undefined || address === undefined) continue
    const nodes = { ...calico.nodes, [nodeName]: { ...node, blocks: [...node.blocks, block] } }
    return [address, { ...calico, nodes }]
  }
  const all = pools.map(({ cidr }) => cidr).join(', ')
  throw new LabStateError(
    `${all} has no block left for ${nodeName}, and addresses borrowed from another node's block are not modelled`,
    'a wider cidr, or a longer blockSize',
  )
}

// The first address of a node's first block is a tunnel device's.
function freeAddress(block: string, first: number, taken: ReadonlySet<string>): string | undefined {
  const size = 2 ** ((familyOf(block) === 6 ? 128 : 32) - parseCidr(block).prefixLength)
  for (let ordinal = first; ordinal < size; ordinal++) {
    const address = addressAt(block, ordinal)
    if (!taken.has(address)) return address
  }
  return undefined
}
