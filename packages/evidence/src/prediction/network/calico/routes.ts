import { familyOf, type CniModel, type CniPool } from '@underlay/configs'
import type { PathDecision } from '../../../path/prediction.ts'
import { shouldEncapsulate } from '../../../rule/encapsulation-rule.ts'
import { deviceWith, hostOf, single } from '../addresses.ts'
import type { VirtualRoute } from '../place.ts'
import { blocksIn, recordedAddress, tunnelAddress, type CalicoSite, type KnownNode } from './known-node.ts'

/** What keeps a node from sending away what is for its own blocks. */
export function blackholes(own: KnownNode, pool: CniPool): VirtualRoute[] {
  return blocksIn(own, pool)
    .filter((block) => single(block.split('/')[0] ?? '') !== block)
    .map((block) => ({
      destination: block,
      type: 'blackhole',
      device: '',
      decision: {
        kind: 'route',
        text: `${block} is ${own.shortName}'s own block: an address in it that no pod has is dropped silently`,
      },
    }))
}

/** The routes of a node to another one's blocks of a pool. */
export function routesTo(
  peer: KnownNode,
  own: KnownNode,
  pool: CniPool,
  cni: CniModel,
  site: CalicoSite,
): VirtualRoute[] {
  const family = familyOf(pool.cidr)
  const [here, there] = [recordedAddress(own, family), recordedAddress(peer, family)]
  if (here === undefined || there === undefined) return []
  const { tunnelled, decision } = decide(pool, own, here, hostOf(there))
  const by = tunnelled ? throughTunnel(peer, hostOf(there), pool, cni) : directly(hostOf(there), here, pool, site)
  return by === undefined ? [] : blocksIn(peer, pool).map((block) => ({ destination: block, ...by, decision }))
}

/** Calico's rule for one direction, in words. */
function decide(
  { ipip, vxlan, cidr }: CniPool,
  { shortName }: KnownNode,
  own: string,
  peer: string,
): { readonly tunnelled: boolean; readonly decision: PathDecision } {
  const [encapsulation, mode] = vxlan === 'Never' ? (['ipip', ipip] as const) : (['vxlan', vxlan] as const)
  const tunnelled = shouldEncapsulate(mode, own, peer) === true
  const label = encapsulation === 'ipip' ? 'IPIP' : 'VXLAN'
  const say = (text: string) => ({ tunnelled, decision: { kind: 'encapsulation', text } as const })
  if (mode === 'Never') return say(`neither IPIP nor VXLAN is used for ${cidr}, so none`)
  if (mode === 'Always') return say(`${label} Always: every packet from node to node, so ${encapsulation}`)
  const [where, so] = tunnelled ? ['outside of', encapsulation] : ['inside of', 'none']
  return say(`${label} CrossSubnet: ${peer} is ${where} ${shortName}'s ${own}, so ${so}`)
}

function throughTunnel(
  peer: KnownNode,
  address: string,
  pool: CniPool,
  cni: CniModel,
): Pick<VirtualRoute, 'device' | 'nextHop'> | undefined {
  if (pool.tunnel === undefined) return undefined
  const { device, encapsulation } = pool.tunnel
  const nextHop = encapsulation === 'ipip' ? address : tunnelAddress(peer, device, cni)
  return nextHop === undefined ? undefined : { device, nextHop }
}

// Felix says on-link by the device of the node's address; BIRD asks the kernel how the node is reached.
function directly(
  peer: string,
  own: string,
  { vxlan }: CniPool,
  { devices, lookUp }: CalicoSite,
): Pick<VirtualRoute, 'device' | 'nextHop'> | undefined {
  if (vxlan !== 'Never') {
    const device = deviceWith({ devices }, own)?.name
    return device === undefined ? undefined : { device, nextHop: peer }
  }
  const route = lookUp(peer)
  return route && { device: route.device, nextHop: route.nextHop ?? peer }
}
