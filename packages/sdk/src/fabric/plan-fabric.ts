import type { ClusterModel, FabricModel } from '@underlay/configs'
import { dropHalves, makeMissing, type Cable, type Devices } from '../plan/observe.ts'
import { awaitedRoutes } from '../gateway/awaited-routes.ts'
import type { GatewayPlan } from '../gateway/plan-gateway.ts'
import { mergePlans, type Plan } from '../plan/plan.ts'
import { outside } from './outside.ts'
import { bridgesNamespace, endsByNode, fabricNamespaces, known, ownNodes, type FabricEnd } from './places.ts'
import { bridgeInstructions, planBridges } from './plan-bridges.ts'
import {
  guestInstructions,
  hostInstructions,
  planGatewayNode,
  serverInstructions,
  type NodeSite,
} from './plan-nodes.ts'
import { planMacvlans, planOutside } from './plan-outside.ts'

/** The plans of a fabric, in the order in which they are carried out. */
export interface FabricPlan {
  /** What is left of broken cables goes. */
  readonly clear: readonly Plan[]
  /** Namespaces and cables come. */
  readonly first: Plan
  /** Macvlans come, whose parents have just come. */
  readonly second: Plan
  /** What is in each namespace: one plan for each. */
  readonly rest: readonly Plan[]
  /** What gateways need after the `exec` lines: routes, daemons. */
  readonly routing: readonly GatewayPlan[]
  /** The nodes that get a new cable. */
  readonly made: ReadonlySet<string>
}

/** Plans the wiring of a fabric on a machine that has these devices; the `exec` lines come after. */
export function planFabric(fabric: FabricModel, cluster: ClusterModel, devices: Devices): FabricPlan {
  const namespaces = fabricNamespaces(fabric, cluster)
  const ends = endsByNode(fabric)
  const cables = [...managementCables(fabric), ...fabric.links.map((link) => cableOf(link, namespaces))]
  const ipv6 = usesIpv6(fabric, cluster)
  const siteOf = (node: string): NodeSite => ({
    management: fabric.management,
    ends: ends.get(node) ?? [],
    present: devices.get(known(namespaces, node)) ?? new Set(),
    ipv6,
  })
  const inside = (node: string, instructions: readonly string[]): Plan => ({
    namespace: known(namespaces, node),
    instructions,
  })
  const own = [bridgesNamespace, ...ownNodes(fabric).map(({ name }) => name)]
  const all = [
    ...cables.map(({ ends: pair }) => pair),
    ...fabric.devices.map(({ endpoint }) => [endOf(endpoint, namespaces)]),
  ]
  const missing = all.filter((pair) => !pair.every(({ namespace, device }) => devices.get(namespace)?.has(device)))
  const anew = new Set(missing.flat().map(({ namespace }) => namespace))
  const awaited = awaitedRoutes(fabric.gateways)
  const gateways = fabric.gateways.map((gateway) =>
    planGatewayNode(gateway, siteOf(gateway.name), awaited.get(gateway.name)),
  )
  return {
    clear: dropHalves(devices, cables),
    first: { namespace: '', instructions: makeMissing(devices, own, cables) },
    second: planMacvlans(fabric, namespaces, devices),
    rest: mergePlans([
      planBridges(fabric, ends, devices.get(bridgesNamespace)),
      planOutside(fabric, ends.get(outside) ?? [], devices.get(outside)),
      ...gateways.map(({ instructions, routing }) => inside(routing.name, instructions)),
      ...fabric.hosts.map((host) => {
        const plan = host.shares === undefined ? hostInstructions : guestInstructions
        return inside(host.name, plan(host, siteOf(host.name)))
      }),
      ...fabric.servers.map((server) => inside(server.name, serverInstructions(server, siteOf(server.name)))),
      ...fabric.nodeBridges.map(({ name, device }) =>
        inside(name, bridgeInstructions([{ device, ports: ends.get(name) ?? [] }], siteOf(name).present)),
      ),
    ]),
    routing: gateways.map(({ routing }) => routing),
    made: new Set([...namespaces].flatMap(([name, namespace]) => (anew.has(namespace) ? [name] : []))),
  }
}

/** The plans that make servers, gateways and hosts ask anew who has an address. */
export function planForget(fabric: FabricModel, cluster: ClusterModel): Plan[] {
  const namespaces = fabricNamespaces(fabric, cluster)
  const ends = endsByNode(fabric)
  return [...fabric.servers, ...fabric.gateways, ...fabric.hosts].map(({ name }) => ({
    namespace: known(namespaces, name),
    instructions: (ends.get(name) ?? []).map((end) => `ip neigh flush dev ${end.interface}`),
  }))
}

/** The cables of nodes to the management network. */
function managementCables(fabric: FabricModel): Cable[] {
  return ownNodes(fabric).flatMap(({ name, management }): Cable[] => {
    if (!management) return []
    const ends = [
      { namespace: name, device: 'eth0' },
      { namespace: outside, device: management.port },
    ] as const
    return [{ ends, mtuBytes: fabric.management.mtuBytes }]
  })
}

function cableOf(
  { endpoints, mtuBytes }: FabricModel['links'][number],
  namespaces: ReadonlyMap<string, string>,
): Cable {
  const [a, b] = endpoints
  // A node keeps the order of its devices: the index that is chosen is another end's, if there is one.
  const [near, far] = b.role === 'bridge' || b.role === 'outside' || a.role !== 'bridge' ? [a, b] : [b, a]
  return { ends: [endOf(near, namespaces), endOf(far, namespaces)], mtuBytes }
}

function endOf(
  { node, interface: device, mac }: Pick<FabricEnd, 'node' | 'interface' | 'mac'>,
  namespaces: ReadonlyMap<string, string>,
): Cable['ends'][0] {
  return { namespace: known(namespaces, node), device, ...(mac !== undefined && { mac }) }
}

function usesIpv6(fabric: FabricModel, { ipFamily }: ClusterModel): boolean {
  if (ipFamily !== 'ipv4' || fabric.management.ipv6 !== undefined) return true
  const nodes = [...fabric.gateways, ...fabric.hosts, ...fabric.servers]
  const configured = fabric.gateways.flatMap(({ gateway }) =>
    gateway.interfaces.flatMap(({ addresses, vlans = [] }) => [
      ...addresses,
      ...vlans.flatMap((vlan) => vlan.addresses),
    ]),
  )
  const addresses = nodes.flatMap((node) => node.addresses.map(({ address }) => address))
  return [...addresses, ...configured].some((address) => address.includes(':'))
}
