import {
  addressAt,
  cidrContains,
  cidrInside,
  familyOf,
  vxlanMac,
  type CniModel,
  type CniNode,
  type CniPool,
  type IpFamily,
} from '@underlay/configs'
import type { PathDecision } from '../../path/prediction.ts'
import { shouldEncapsulate } from '../../rule/encapsulation-rule.ts'
import { deviceWith, hostOf, single } from './addresses.ts'
import type { CniMtus } from './cni-mtu.ts'
import type { VirtualDevice, VirtualMasquerade, VirtualRoute } from './place.ts'

/** A node of the CNI, by the names that it goes by. */
export interface KnownNode {
  readonly name: string
  readonly shortName: string
  readonly cni: CniNode
}

/** What Calico makes on a node. */
export interface CalicoParts {
  readonly tunnels: readonly VirtualDevice[]
  readonly routes: readonly VirtualRoute[]
  readonly masquerades: readonly VirtualMasquerade[]
}

/** What a node has before Calico: its own devices, and how it reaches an address without Calico's routes. */
export interface CalicoSite {
  readonly devices: readonly VirtualDevice[]
  readonly lookUp: (address: string) => VirtualRoute | undefined
}

const VNI = 4096

/**
 * What Felix and BIRD make on a node: tunnel devices, blackholes for its own blocks, a route to each block of the others,
 * natOutgoing.
 *
 * @see https://github.com/projectcalico/calico/tree/v3.32.1/felix/dataplane/linux
 */
export function calicoOn(
  own: KnownNode,
  all: readonly KnownNode[],
  cni: CniModel,
  mtus: CniMtus,
  site: CalicoSite,
): CalicoParts {
  const peers = all.filter(({ name }) => name !== own.name)
  const tunnels = cni.pools.flatMap(({ tunnel }) => (tunnel ? [tunnel.device] : []))
  return {
    tunnels: [...new Set(tunnels)].flatMap((device) => tunnelDevice(device, own, peers, cni, mtus, site)),
    routes: cni.pools.flatMap((pool) => [
      ...blackholes(own, pool),
      ...peers.flatMap((peer) => routesTo(peer, own, pool, cni, site)),
    ]),
    masquerades: masquerades(cni, all),
  }
}

/** A node's address of a family, as Calico recorded it: with its mask. */
function recordedAddress({ cni }: KnownNode, family: IpFamily): string | undefined {
  return (cni.addresses ?? [cni.address]).find((address) => familyOf(address) === family)
}

function blocksIn({ cni }: KnownNode, pool: CniPool): string[] {
  return cni.blocks.filter((block) => cidrInside(block, pool.cidr))
}

// A tunnel device has the first address of the node's first block in a pool with that encapsulation.
function tunnelAddress(node: KnownNode, device: string, { pools }: CniModel): string | undefined {
  const blocks = pools.filter(({ tunnel }) => tunnel?.device === device).flatMap((pool) => blocksIn(node, pool))
  return blocks[0] === undefined ? undefined : addressAt(blocks[0], 0)
}

function tunnelDevice(
  name: string,
  own: KnownNode,
  peers: readonly KnownNode[],
  cni: CniModel,
  mtus: CniMtus,
  { devices }: CalicoSite,
): VirtualDevice[] {
  const pool = cni.pools.find(({ tunnel }) => tunnel?.device === name)
  const address = tunnelAddress(own, name, cni)
  if (pool?.tunnel === undefined || address === undefined) return []
  const { encapsulation, port } = pool.tunnel
  const family = familyOf(pool.cidr)
  const local = recordedAddress(own, family)
  const senders = new Set(
    [own, ...peers].flatMap((node) => {
      const recorded = recordedAddress(node, family)
      return recorded === undefined ? [] : [hostOf(recorded)]
    }),
  )
  const common = { name, mtuBytes: mtus.tunnel(encapsulation, family), addresses: [single(address)] }
  if (encapsulation === 'ipip') return [{ ...common, tunnel: { encapsulation, peers: new Map(), senders } }]
  if (local === undefined) return []
  const behind = peers.flatMap((peer) => {
    const [vtep, remote] = [tunnelAddress(peer, name, cni), recordedAddress(peer, family)]
    if (vtep === undefined || remote === undefined) return []
    return [[vtep, { remote: hostOf(remote), mac: vxlanMac(peer.name, family) }] as const]
  })
  const underlay = deviceWith({ devices }, local)?.name
  return [
    {
      ...common,
      mac: vxlanMac(own.name, family),
      tunnel: {
        encapsulation,
        local: hostOf(local),
        ...(underlay !== undefined && { underlay }),
        ...(port !== undefined && { port }),
        vni: VNI,
        peers: new Map(behind),
        senders,
      },
    },
  ]
}

function blackholes(own: KnownNode, pool: CniPool): VirtualRoute[] {
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

function routesTo(peer: KnownNode, own: KnownNode, pool: CniPool, cni: CniModel, site: CalicoSite): VirtualRoute[] {
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

function inPool(address: string, pools: readonly CniPool[]): CniPool | undefined {
  return pools.find(({ cidr }) => cidrContains(cidr, address))
}

function masquerades({ pools, natExcludesHosts }: CniModel, all: readonly KnownNode[]): VirtualMasquerade[] {
  const hosts = new Set(all.flatMap(({ cni }) => (cni.addresses ?? [cni.address]).map(hostOf)))
  const masquerading = pools.filter(({ natOutgoing }) => natOutgoing)
  const tunnels = new Set(pools.flatMap(({ tunnel }) => (tunnel ? [tunnel.device] : [])))
  return [
    {
      name: 'natOutgoing',
      takes: ({ source, destination }) => {
        const pool = inPool(source, masquerading)
        if (pool === undefined || inPool(destination, pools) !== undefined) return undefined
        if (natExcludesHosts && hosts.has(destination)) return undefined
        return `natOutgoing of ${pool.cidr}: ${source} is inside of it, ${destination} is in no pool`
      },
    },
    {
      name: 'tunnel source',
      takes: ({ device, isOwn }) =>
        tunnels.has(device) && isOwn ? `what the node itself sends by ${device} has that device's address` : undefined,
    },
  ]
}
