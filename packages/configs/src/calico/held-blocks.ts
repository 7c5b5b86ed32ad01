import { isIpv4Cidr, networkOf, parseCidr } from '../address/cidr.ts'
import { textAt, valueAt } from '../document/value-at.ts'

/** A block that a node holds, an IPv4 CIDR. */
export interface HeldBlock {
  readonly node: string
  readonly cidr: string
}

/**
 * The blocks of nodes among BlockAffinity (`spec.node`, confirmed) and IPAMBlock objects (`spec.affinity`, `host:<node>`); others are left out.
 *
 * @see https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/apis/crd.projectcalico.org/v1/block_affinity_types.go
 */
export function heldBlocks(objects: readonly unknown[]): readonly HeldBlock[] {
  return objects.flatMap((object) => {
    const cidr = textAt(object, ['spec', 'cidr'])
    const node = nodeOf(object)
    if (cidr === undefined || !isIpv4Cidr(cidr) || node === undefined || isGoing(object)) return []
    return [{ node, cidr }]
  })
}

/** The blocks of each node, by pool: pools are known by their CIDR, and never overlap. */
export function blocksByPool(
  pools: readonly { readonly cidr: string }[],
  blocks: readonly HeldBlock[],
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const cidrs = new Set(pools.map(({ cidr }) => cidr))
  const lengths = [...new Set([...cidrs].map((cidr) => parseCidr(cidr).prefixLength))]
  const byPool = Map.groupBy(blocks, ({ cidr }) => poolOf(cidr, cidrs, lengths))
  return new Map([...cidrs].map((cidr) => [cidr, byNode(byPool.get(cidr) ?? [])]))
}

function poolOf(block: string, pools: ReadonlySet<string>, lengths: readonly number[]): string | undefined {
  const { network, prefixLength } = parseCidr(block)
  const wider = lengths.filter((length) => length <= prefixLength).map((length) => networkOf(`${network}/${length}`))
  return wider.find((cidr) => pools.has(cidr))
}

function byNode(blocks: readonly HeldBlock[]): ReadonlyMap<string, readonly string[]> {
  const grouped = [...Map.groupBy(blocks, ({ node }) => node)]
  return new Map(grouped.map(([node, held]) => [node, [...new Set(held.map(({ cidr }) => cidr))]]))
}

function nodeOf(object: unknown): string | undefined {
  const affinity = textAt(object, ['spec', 'affinity'])
  if (affinity !== undefined) return affinity.startsWith('host:') ? affinity.slice('host:'.length) : undefined
  // A load balancer's blocks are of type virtual.
  const isHost = [undefined, '', 'host'].includes(textAt(object, ['spec', 'type']))
  return isHost ? textAt(object, ['spec', 'node']) : undefined
}

function isGoing(object: unknown): boolean {
  // BlockAffinity writes the flag as a text, IPAMBlock as a boolean.
  const deleted = valueAt(object, ['spec', 'deleted'])
  const state = textAt(object, ['spec', 'state']) ?? 'confirmed'
  return deleted === true || deleted === 'true' || state !== 'confirmed'
}
