import { addressAt, cidrContains, familyOf, freeBlock, parseCidr, selects, type CalicoPool } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { AddressRequest } from '../pod-network.ts'
import type { CalicoRecord } from '../record.ts'
import { blocksIn, families, nodeOf, poolsOf, type Family } from './node.ts'

/**
 * Free addresses for a pod on a node, one of each family, from the pools that it asks for, else those that select the node; where its blocks are full the node
 * takes another one, as Calico does.
 *
 * @throws LabStateError when there is no pool that is asked for, or none has a block left; Calico would borrow from a block of another node.
 */
export function allocateAddresses(
  calico: CalicoRecord,
  nodeName: string,
  request: AddressRequest,
): { readonly calico: CalicoRecord; readonly addresses: readonly string[] } {
  refuseUnknown(calico, request.ipPools ?? [])
  let record = calico
  const addresses = families.flatMap((family) => {
    if (poolsOf(calico, family).length === 0) return []
    const [address, after] = allocateOne(record, nodeName, family, request)
    record = after
    return [address]
  })
  return { calico: record, addresses }
}

// Those that the pod names, whatever nodes they select, else those that select the node.
function poolsFor(calico: CalicoRecord, nodeName: string, family: Family, ipPools: readonly string[]): CalicoPool[] {
  const pools = poolsOf(calico, family)
  const named = pools.filter(({ name, cidr }) => ipPools.includes(name) || ipPools.includes(cidr))
  const { labels } = nodeOf(calico, nodeName)
  const selecting = named.length > 0 ? named : pools.filter(({ nodeSelector }) => selects(nodeSelector, labels))
  if (selecting.length > 0) return selecting
  const fix = 'a nodeSelector that takes it, or one more pool'
  throw new LabStateError(`no IPv${family} pool selects ${nodeName}`, fix)
}

function refuseUnknown({ settings: { pools } }: CalicoRecord, ipPools: readonly string[]): void {
  const unknown = ipPools.find((wanted) => !pools.some(({ name, cidr }) => wanted === name || wanted === cidr))
  if (unknown === undefined) return
  const known = pools.map(({ name }) => name).join(', ')
  throw new LabStateError(`a pod asks for the pool ${unknown}, which is none`, `Calico's pools are ${known}`)
}

function allocateOne(
  calico: CalicoRecord,
  nodeName: string,
  family: Family,
  { taken, released, ipPools = [] }: AddressRequest,
): [address: string, after: CalicoRecord] {
  const node = nodeOf(calico, nodeName)
  const pools = poolsFor(calico, nodeName, family, ipPools)
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
