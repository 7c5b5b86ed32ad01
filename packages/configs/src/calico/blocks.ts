import { addressAt } from '../address/address-at.ts'
import { parseCidr } from '../address/cidr.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { CalicoSettings } from './settings.ts'

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
 * The same names in the same order always get the same blocks, no two alike.
 *
 * @throws {@link TopologyError} when the pool has fewer blocks than there are nodes.
 * @example
 * ```ts
 * const settings = calicoSettings({}, { podSubnet: '10.98.0.0/16' })
 * allocateBlocks(settings, ['calico-ipip-crosssubnet-worker']).get('calico-ipip-crosssubnet-worker') // '10.98.85.128/26'
 * ```
 * @see https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/ipam/ipam_block_reader_writer.go
 */
export function allocateBlocks(
  settings: Pick<CalicoSettings, 'cidr' | 'blockSize'>,
  nodeNames: readonly string[],
): ReadonlyMap<string, string> {
  const { cidr, blockSize } = settings
  const count = 2 ** (blockSize - parseCidr(cidr).prefixLength)
  const names = [...new Set(nodeNames)]
  if (names.length > count) {
    const message = `${cidr} holds ${count} blocks of /${blockSize}, but there are ${names.length} nodes; use a wider cidr or a longer blockSize`
    throw new TopologyError([{ file: 'calico options', path: 'cidr', message }])
  }
  const isReference = cidr === REFERENCE.cidr && blockSize === REFERENCE.blockSize
  const pinned = new Map(isReference ? [...REFERENCE.blocks].filter(([name]) => names.includes(name)) : [])
  const taken = new Set(pinned.values())
  return new Map(
    names.map((name) => {
      const block = pinned.get(name) ?? freeBlock(settings, name, count, taken)
      taken.add(block)
      return [name, block]
    }),
  )
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

function freeBlock(
  { cidr, blockSize }: Pick<CalicoSettings, 'cidr' | 'blockSize'>,
  name: string,
  count: number,
  taken: ReadonlySet<string>,
): string {
  const size = 2 ** (32 - blockSize)
  for (let index = fnv32(name) % count; ; index = (index + 1) % count) {
    const block = `${addressAt(cidr, index * size)}/${blockSize}`
    if (!taken.has(block)) return block
  }
}

/** FNV-1 with 32 bits over UTF-8, the hash from which Calico seeds its choice. */
function fnv32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0
  return hash
}
