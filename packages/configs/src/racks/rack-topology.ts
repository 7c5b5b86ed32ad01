import { addressAt } from '../address/address-at.ts'
import { MAX_INTERFACE_NAME } from '../address/names.ts'
import type { ClabNode, ClabShortLink, ClabTopology } from '../clab/topology.ts'
import type { GatewayNode } from './gateway-node.ts'
import type { GatewayPlan, GatewaysPlan } from './plan-gateways.ts'
import type { Rack } from './plan-racks.ts'
import { GATEWAY } from './plan-racks.ts'

/** What a topology of racks is made of. */
export interface RackTopologySpec {
  readonly name: string
  readonly racks: readonly Rack[]
  /** The containers whose networks the servers join, in their order. */
  readonly containers: readonly string[]
  readonly plan: GatewaysPlan
  readonly gatewayNodes: readonly GatewayNode[]
  /** The whole network, for racks without gateways. */
  readonly fabric: readonly string[]
  readonly mtuBytes: number
}

/** Writes racks and gateways as a topology: a bridge a rack, a node a server, links in that order, gateways' last. */
export function rackTopology(spec: RackTopologySpec): ClabTopology {
  const { name, racks, plan, gatewayNodes, mtuBytes } = spec
  const bridges = [...racks.map(({ bridge }) => bridge), ...(plan.spine === undefined ? [] : [plan.spine])]
  const nodes: readonly (readonly [string, ClabNode])[] = [
    ...plan.gateways.map((gateway, index) => [gateway.name, gatewayNodes[index]?.node ?? {}] as const),
    ...bridges.map((bridge) => [bridge, { kind: 'bridge' }] as const),
    ...serverNodes(spec),
  ]
  const links = cables(spec).map((endpoints): ClabShortLink => ({ endpoints, mtu: mtuBytes }))
  return { name, topology: { nodes: Object.fromEntries(nodes), links } }
}

function serverNodes({ racks, containers, plan, fabric }: RackTopologySpec): readonly (readonly [string, ClabNode])[] {
  const next = containers.values()
  return racks.flatMap(({ servers, subnets }, index) =>
    servers.map(({ name, addresses }) => {
      const routes =
        plan.gatewayOf(index) === undefined
          ? fabric.map((network) => `ip route replace ${network} dev net0`)
          : subnets.map((subnet) => `ip route replace default via ${addressAt(subnet, GATEWAY)}`)
      const node: ClabNode = {
        kind: 'linux',
        image: 'burlyluo/nettool',
        'network-mode': `container:${next.next().value}`,
        exec: [...addresses.map((address) => `ip addr add ${address} dev net0`), ...routes],
      }
      return [name, node] as const
    }),
  )
}

function cables({ racks, plan }: RackTopologySpec): readonly (readonly [string, string])[] {
  const portOf = numberPorts(racks, plan)
  const servers = racks.flatMap(({ bridge, servers }) =>
    servers.map(({ name }) => [portOf(bridge), `${name}:net0`] as const),
  )
  const uplinks = plan.gateways.flatMap((gateway) => gateway.ports.flatMap((port) => uplink(gateway, port, portOf)))
  const row = plan.gateways.length > 0 ? [] : racks.slice(1)
  const between = row.map(({ bridge }, index) => [portOf(racks[index]?.bridge ?? ''), portOf(bridge)] as const)
  return [...servers, ...uplinks, ...between]
}

function uplink(
  { name }: GatewayPlan,
  port: GatewayPlan['ports'][number],
  portOf: (bridge: string) => string,
): readonly (readonly [string, string])[] {
  if ('bridge' in port.to) return [[`${name}:${port.name}`, portOf(port.to.bridge)]]
  // A link between gateways is a port of both; the first of them writes it.
  return Number(port.to.gateway.slice(2)) < Number(name.slice(2))
    ? []
    : [[`${name}:${port.name}`, `${port.to.gateway}:${port.to.interface}`]]
}

/** Hands out the ports of bridges; all bridges share a namespace, so a port has its bridge's name in its own. */
function numberPorts(racks: readonly Rack[], { spine, gateways }: GatewaysPlan): (bridge: string) => string {
  const most = Math.max(...racks.map(({ servers }) => servers.length + 2), gateways.length)
  const longest = Math.max(...racks.map(({ bridge }) => bridge.length), spine?.length ?? 0)
  const isShort = longest + `-net${most}`.length > MAX_INTERFACE_NAME
  const used = new Map<string, number>()
  return (bridge) => {
    const port = used.get(bridge) ?? 0
    used.set(bridge, port + 1)
    return `${bridge}:${isShort ? bridge.replace('br-pool', 'p').replace('br-', '') : bridge}-net${port}`
  }
}
