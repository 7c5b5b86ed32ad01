import { addressAt, subnetAt, subnetCount } from '../address/address-at.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { CalicoPool } from './pools.ts'

// What Calico v3.32 allocates for these names, and what the published tutorial shows.
const REFERENCE = {
  cidr: '10.98.0.0/16',
  blockSize: 26,
  blocks: new Map([
    ['calico-ipip-crosssubnet-control-plane', '10.98.81.0/26'],
    ['calico-ipip-crosssubnet-worker', '10.98.85.128/26'],
    ['calico-ipip-crosssubnet-worker2', '10.98.193.192/26'],
    ['calico-ipip-crosssubnet-worker3', '10.98.241.128/26'],
  ]),
}

/**
 * Gives each node a block of the pool: the recorded ones for the reference lab's names, else by a hash of the name, as Calico does in spirit.
 *
 * The same names in the same order always get the same blocks, no two alike, and none that is `taken`.
 *
 * @throws {@link TopologyError} when the pool has fewer blocks than there are nodes.
 * @example
 * ```ts
 * const { pools } = calicoSettings({}, { podSubnet: '10.98.0.0/16' })
 * allocateBlocks(pools[0], ['calico-ipip-crosssubnet-worker']).get('calico-ipip-crosssubnet-worker') // '10.98.85.128/26'
 * ```
 * @see https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/ipam/ipam_block_reader_writer.go
 */
export function allocateBlocks(
  pool: Pick<CalicoPool, 'cidr' | 'blockSize'>,
  nodeNames: readonly string[],
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const { cidr, blockSize } = pool
  const names = [...new Set(nodeNames)]
  const isReference = cidr === REFERENCE.cidr && blockSize === REFERENCE.blockSize
  const recorded = isReference
    ? [...REFERENCE.blocks].filter(([name, block]) => names.includes(name) && !taken.has(block))
    : []
  const pinned = new Map(recorded)
  const used = new Set([...taken, ...pinned.values()])
  return new Map(
    names.map((name) => {
      const block = pinned.get(name) ?? freeBlock(pool, name, used)
      if (block === undefined) throw tooFewBlocks(pool, names.length)
      used.add(block)
      return [name, block]
    }),
  )
}

/** A block of a pool for a node beside those that are taken; undefined when there is none left. */
export function freeBlock(
  { cidr, blockSize }: Pick<CalicoPool, 'cidr' | 'blockSize'>,
  nodeName: string,
  taken: ReadonlySet<string>,
): string | undefined {
  const count = subnetCount(cidr, blockSize)
  const first = BigInt(fnv32(nodeName)) % count
  for (let step = 0n; step < count && step <= BigInt(taken.size); step++) {
    const block = subnetAt(cidr, blockSize, (first + step) % count)
    if (!taken.has(block)) return block
  }
  return undefined
}

function tooFewBlocks({ cidr, blockSize }: Pick<CalicoPool, 'cidr' | 'blockSize'>, nodes: number): TopologyError {
  const message = `${cidr} holds ${subnetCount(cidr, blockSize)} blocks of /${blockSize}, but there are ${nodes} nodes; use a wider cidr or a longer blockSize`
  return new TopologyError([{ file: 'calico options', path: 'cidr', message }])
}

/**
 * The address of a block at an ordinal, counted from 0, the block's network address, which Calico gives to the tunnel device first.
 *
 * @throws {@link AddressError} when the ordinal lies outside of the block.
 * @example
 * ```ts
 * blockAddress('10.98.81.0/26', 4) // '10.98.81.4'
 * ```
 */
export function blockAddress(block: string, ordinal: number): string {
  return addressAt(block, ordinal)
}

/** FNV-1 with 32 bits over UTF-8, the hash from which Calico seeds its choice. */
function fnv32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0
  return hash
}
