import { familyOf, vxlanMac } from '@underlay/configs'
import type { CalicoRecord } from '../record.ts'
import { addressOf, blocksIn, hostPart, nodeOf, poolsOf, tunnelAddress, wayTo, type Family } from './node.ts'

// How Felix marks its routes.
const felixProtocol = 'proto 80'

/** VXLAN's number and port, as Felix sets them. */
export const calicoVxlan = { id: 4096, port: 4789 } as const

/** The VXLAN device of a family. */
export function vxlanDevice(family: Family): string {
  return family === 6 ? 'vxlan-v6.calico' : 'vxlan.calico'
}

/** What Felix programs for VXLAN on a node, as lines: all that belongs to the device, and routes that are marked as Felix's. */
export interface VxlanPlan {
  /** How the device is made; it can only be made anew. `undefined`: no VXLAN in this family. */
  readonly device: string | undefined
  /** Lines for `ip` that may run twice. */
  readonly settings: readonly string[]
  /** Of these every one is replaced or added; one that is not wanted any more goes with the device, or by its protocol. */
  readonly entries: readonly string[]
  /** Lines for `bridge`. */
  readonly forwarding: readonly string[]
}

/**
 * A node's VXLAN device, and per peer a permanent neighbour, a permanent forwarding entry and routes to its blocks: through the
 * device, or inside a subnet by the node itself; its own blocks are blackholes.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/dataplane/linux/vxlan_mgr.go
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/dataplane/linux/route_mgr.go
 */
export function planVxlan(calico: CalicoRecord, nodeName: string, family: Family): VxlanPlan {
  const own = nodeOf(calico, nodeName)
  const [address, tunnel] = [addressOf(own, family), tunnelAddress(calico, own, 'vxlan', family)]
  if (address === undefined || tunnel === undefined)
    return { device: undefined, settings: [], entries: [], forwarding: [] }
  const name = vxlanDevice(family)
  const mtu = family === 6 ? calico.mtu.vxlanV6 : calico.mtu.vxlan
  const pools = poolsOf(calico, family).filter(({ vxlan }) => vxlan !== 'Never')
  const entries = pools
    .flatMap((pool) => blocksIn(own, pool))
    .filter((block) => !isSingle(block))
    .map((block) => `route replace blackhole ${block} ${felixProtocol}`)
  const forwarding: string[] = []
  for (const [peerName, peer] of Object.entries(calico.nodes)) {
    const [host, vtep] = [addressOf(peer, family), tunnelAddress(calico, peer, 'vxlan', family)]
    if (peerName === nodeName || host === undefined || vtep === undefined) continue
    const mac = vxlanMac(peer.name, family)
    entries.push(`neigh replace ${vtep} lladdr ${mac} dev ${name} nud permanent`)
    forwarding.push(`fdb replace ${mac} dev ${name} dst ${hostPart(host.address)} self permanent`)
    for (const pool of pools) {
      const isNear = wayTo(pool, address, host) === 'direct'
      const by = isNear
        ? `via ${hostPart(host.address)} dev ${address.interface} ${felixProtocol} onlink`
        : `via ${vtep} dev ${name} onlink mtu ${mtu}`
      for (const block of blocksIn(peer, pool)) entries.push(`route replace ${block} ${by}`)
    }
  }
  return {
    device: `link add ${name} address ${vxlanMac(own.name, family)} type vxlan id ${calicoVxlan.id} dstport ${calicoVxlan.port} local ${hostPart(address.address)} dev ${address.interface} nolearning`,
    settings: [`link set ${name} mtu ${mtu} up`, `addr replace ${tunnel}/${family === 6 ? 128 : 32} dev ${name}`],
    entries,
    forwarding,
  }
}

// A blackhole for one address would keep its pod away.
function isSingle(block: string): boolean {
  return block.endsWith(familyOf(block) === 6 ? '/128' : '/32')
}
