import { isIpv4Cidr } from '../address/cidr.ts'
import { familyOf, isIpv4 } from '../address/ip.ts'
import { itemsOf } from '../cni/api-list.ts'
import type { CniModel, CniNode, CniTunnel } from '../cni/model.ts'
import { textAt } from '../document/value-at.ts'
import { blocksByPool, heldBlocks } from './held-blocks.ts'
import { usablePools } from './usable-pools.ts'
import type { EncapsulationMode } from './pools.ts'

/** Calico's objects as the API gives them (`kubectl get … -o json`): lists with `items`, or arrays; anything else counts as empty. */
export interface CalicoObjects {
  /** IPPools of `crd.projectcalico.org/v1` or `projectcalico.org/v3`. */
  readonly ippools: unknown
  /** Nodes of `v1`. */
  readonly nodes: unknown
  /** BlockAffinities or IPAMBlocks of `crd.projectcalico.org/v1`. */
  readonly blockAffinities: unknown
}

const ADDRESS = ['metadata', 'annotations', 'projectcalico.org/IPv4Address']

/**
 * Reads Calico's datapath from a cluster's own objects; undefined without a usable pool. Never throws: what has another shape is left out.
 *
 * Of several pools the one in which the most nodes have blocks comes first, and gives the modes, the tunnel and the nodes' blocks; a pool is usable when it is IPv4, enabled, and its `allowedUses` hold
 * Workload. A node's address is its annotation `projectcalico.org/IPv4Address`; nodes without one are left out. VXLAN's port is Felix' default, 4789.
 *
 * @example
 * ```ts
 * readCalico({ ippools: [{ spec: { cidr: '10.98.0.0/16', ipipMode: 'CrossSubnet' } }], nodes: [], blockAffinities: [] })?.tunnel
 * // { device: 'tunl0', encapsulation: 'ipip' }
 * ```
 * @see https://github.com/projectcalico/calico/blob/master/libcalico-go/lib/apis/crd.projectcalico.org/v1/ippool_types.go
 */
export function readCalico(objects: CalicoObjects): CniModel | undefined {
  const usable = usablePools(itemsOf(objects.ippools))
  const blocks = blocksByPool(usable, heldBlocks(itemsOf(objects.blockAffinities)))
  const sorted = usable.toSorted((a, b) => (blocks.get(b.cidr)?.size ?? 0) - (blocks.get(a.cidr)?.size ?? 0))
  const pools = sorted.map((pool) => ({ ...pool, tunnel: calicoTunnel(pool) }))
  const [pool] = pools
  if (!pool) return undefined
  const held = blocks.get(pool.cidr) ?? new Map<string, readonly string[]>()
  return {
    name: 'calico',
    podCidr: pool.cidr,
    ipip: pool.ipip,
    vxlan: pool.vxlan,
    tunnel: pool.tunnel,
    pools,
    nodes: Object.fromEntries(itemsOf(objects.nodes).flatMap((node) => readNode(node, held))),
  }
}

function readNode(
  node: unknown,
  held: ReadonlyMap<string, readonly string[]>,
): readonly (readonly [string, CniNode])[] {
  const name = textAt(node, ['metadata', 'name'])
  const address = textAt(node, ADDRESS)
  if (name === undefined || address === undefined || !(isIpv4Cidr(address) || isIpv4(address))) return []
  return [[name, { address, blocks: held.get(name) ?? [] }]]
}

/** The tunnel device of a pool. */
export function calicoTunnel(pool: {
  readonly cidr: string
  readonly ipip: EncapsulationMode
  readonly vxlan: EncapsulationMode
}): CniTunnel | undefined {
  if (pool.vxlan !== 'Never') {
    const device = familyOf(pool.cidr) === 6 ? 'vxlan-v6.calico' : 'vxlan.calico'
    return { device, encapsulation: 'vxlan', port: 4789 }
  }
  return pool.ipip === 'Never' ? undefined : { device: 'tunl0', encapsulation: 'ipip' }
}
