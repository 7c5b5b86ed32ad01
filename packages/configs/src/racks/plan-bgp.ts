import { parseCidr } from '../address/cidr.ts'
import { familyOf } from '../address/ip.ts'
import type { CalicoBgpOptions } from '../calico/bgp.ts'
import type { GatewayBgp } from '../gateway/config.ts'
import type { GatewayPlan, GatewaysPlan } from './plan-gateways.ts'
import type { Rack } from './plan-racks.ts'
import { GATEWAY, hostAddress } from './plan-racks.ts'

// Private AS numbers of both sizes (RFC 6996): gateways have the short ones, that one reads them off a table at once.
const FIRST_GATEWAY = 64513
const FIRST_NODE = 4_200_000_001

/** BGP of a gateway: its racks' nodes, the gateways that it has links to, and the racks' subnets for all of them. */
export function gatewayBgp(plan: GatewayPlan, plans: readonly GatewayPlan[], racks: readonly Rack[]): GatewayBgp {
  const bridges = plan.ports.flatMap(({ to }) => ('bridge' in to ? [to.bridge] : []))
  const own = racks.map((rack, index) => ({ rack, index })).filter(({ rack }) => bridges.includes(rack.bridge))
  const nodes = own.flatMap(({ rack, index }) =>
    rack.servers.flatMap(({ name, addresses }, place) =>
      addresses.map((address) => ({
        address: parseCidr(address).address,
        remoteAs: nodeAs(index * rack.servers.length + place),
        description: name,
      })),
    ),
  )
  const routerId = plan.ports.flatMap(({ addresses }) => addresses).find((address) => familyOf(address) === 4)
  return {
    asNumber: gatewayAs(plans.indexOf(plan)),
    ...(routerId !== undefined && { routerId: parseCidr(routerId).address }),
    neighbors: [...nodes, ...neighbours(plan, plans)],
    networks: own.flatMap(({ rack }) => rack.subnets),
  }
}

/** What Calico's nodes are told: an AS number each, and the gateway of their rack as their only peer. */
export function calicoBgp(
  racks: readonly Rack[],
  { gateways, gatewayOf }: GatewaysPlan,
  nodes: readonly string[],
): CalicoBgpOptions {
  return {
    mesh: false,
    nodeAsNumbers: Object.fromEntries(nodes.map((name, index) => [name, nodeAs(index)])),
    peers: racks.flatMap(({ name, subnets }, index) =>
      subnets.map((subnet) => ({
        nodeSelector: `rack == '${name}'`,
        peerIP: hostAddress(subnet, GATEWAY),
        asNumber: gatewayAs(gateways.findIndex((gateway) => gateway.name === gatewayOf(index))),
      })),
    ),
  }
}

// Gateways on one bridge, and those at the other end of a link.
function neighbours(plan: GatewayPlan, plans: readonly GatewayPlan[]): GatewayBgp['neighbors'] {
  return plans.flatMap((other, index) => {
    if (other === plan) return []
    const shared = other.ports.filter(({ to }) => plan.ports.some((port) => isSame(port, plan.name, to)))
    return shared.flatMap(({ addresses }) =>
      addresses.map((address) => ({
        address: parseCidr(address).address,
        remoteAs: gatewayAs(index),
        description: other.name,
      })),
    )
  })
}

function isSame(port: GatewayPlan['ports'][number], name: string, to: GatewayPlan['ports'][number]['to']): boolean {
  if ('gateway' in to) return to.gateway === name && to.interface === port.name
  return 'bridge' in port.to && port.to.bridge === to.bridge
}

function gatewayAs(index: number): number {
  return FIRST_GATEWAY + index
}

function nodeAs(index: number): number {
  return FIRST_NODE + index
}
