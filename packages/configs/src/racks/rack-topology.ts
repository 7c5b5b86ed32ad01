import { MAX_INTERFACE_NAME } from '../address/names.ts'
import type { Impairment } from '../clab/fabric.ts'
import type { ClabNode, ClabShortLink, ClabTopology } from '../clab/topology.ts'
import type { GatewayNode } from './gateway-node.ts'
import { addAddress } from './gateway-node.ts'
import type { GatewayPlan, GatewaysPlan } from './plan-gateways.ts'
import type { Rack } from './plan-racks.ts'
import { GATEWAY, hostAddress } from './plan-racks.ts'

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
  readonly uplinks: Impairment | undefined
}

/** Writes racks and gateways as a topology: a bridge a rack, a node a server, links in that order, gateways' last. */
export function rackTopology(spec: RackTopologySpec): ClabTopology {
  const { name, racks, plan, gatewayNodes, mtuBytes, uplinks } = spec
  const bridges = [...racks.map(({ bridge }) => bridge), ...(plan.spine === undefined ? [] : [plan.spine])]
  const nodes: readonly (readonly [string, ClabNode])[] = [
    ...plan.gateways.map((gateway, index) => [gateway.name, gatewayNodes[index]?.node ?? {}] as const),
    ...bridges.map((bridge) => [bridge, { kind: 'bridge' }] as const),
    ...serverNodes(spec),
  ]
  const { inside, between } = cables(spec)
  const vars = uplinks && { vars: { underlay: { impairment: uplinks } } }
  const links: readonly ClabShortLink[] = [
    ...inside.map((endpoints) => ({ endpoints, mtu: mtuBytes })),
    ...between.map((endpoints) => ({ endpoints, mtu: mtuBytes, ...vars })),
  ]
  return { name, topology: { nodes: Object.fromEntries(nodes), links } }
}

function serverNodes({ racks, containers, plan, fabric }: RackTopologySpec): readonly (readonly [string, ClabNode])[] {
  const next = containers.values()
  return racks.flatMap(({ servers, subnets }, index) =>
    servers.map(({ name, addresses }) => {
      const routes =
        plan.gatewayOf(index) === undefined
          ? fabric.map((network) => `ip route replace ${network} dev net0`)
          : subnets.map((subnet) => `ip route replace default via ${hostAddress(subnet, GATEWAY)}`)
      const node: ClabNode = {
        kind: 'linux',
        image: 'burlyluo/nettool',
        'network-mode': `container:${next.next().value}`,
        exec: [...addresses.map((address) => addAddress(address, 'net0')), ...routes],
      }
      return [name, node] as const
    }),
  )
}

type Ends = readonly [string, string]

function cables({ racks, plan }: RackTopologySpec): {
  readonly inside: readonly Ends[]
  readonly between: readonly Ends[]
} {
  const portOf = numberPorts(racks, plan)
  const inside = racks.flatMap(({ bridge, servers }) =>
    servers.map(({ name }): Ends => [portOf(bridge), `${name}:net0`]),
  )
  const uplinks = plan.gateways.flatMap((gateway) => gateway.ports.flatMap((port) => uplink(gateway, port, portOf)))
  const row = plan.gateways.length > 0 ? [] : racks.slice(1)
  const bridges = row.map(({ bridge }, index): Ends => [portOf(racks[index]?.bridge ?? ''), portOf(bridge)])
  return { inside, between: [...uplinks, ...bridges] }
}

function uplink(
  { name }: GatewayPlan,
  port: GatewayPlan['ports'][number],
  portOf: (bridge: string) => string,
): readonly Ends[] {
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
