import type { ClusterModel, FabricModel } from '@underlay/configs'
import { dropHalves, makeMissing, type Cable, type Devices } from '../plan/observe.ts'
import { awaitedRoutes } from '../gateway/awaited-routes.ts'
import type { GatewayPlan } from '../gateway/plan-gateway.ts'
import type { Plan } from '../plan/plan.ts'
import { outside } from './outside.ts'
import { bridgesNamespace, fabricNamespaces, interfacesByNode, known } from './places.ts'
import { planBridges } from './plan-bridges.ts'
import { managementPort, planGatewayNode, planHost, planOutside, planServer } from './plan-nodes.ts'

/**
 * The plans that wire a fabric: what is left of broken cables goes, cables come, then what is in each namespace. The
 * `exec` lines come after, and the gateways' `routing` after them; `made` names the nodes that get a new cable.
 */
export function planFabric(
  fabric: FabricModel,
  cluster: ClusterModel,
  devices: Devices,
): { clear: Plan[]; first: Plan; rest: Plan[]; routing: GatewayPlan[]; made: ReadonlySet<string> } {
  const namespaces = fabricNamespaces(fabric, cluster)
  const interfaces = interfacesByNode(fabric)
  const links = fabric.links.map((link) => ({ nodes: link.endpoints.map(({ node }) => node), cable: cableOf(link) }))
  const managed = [...fabric.gateways, ...fabric.hosts].map(({ name }, index) => ({
    nodes: [name],
    cable: managementCable(name, index),
  }))
  const all = [...managed, ...links]
  const cables = all.map(({ cable }) => cable)
  const own = [bridgesNamespace, ...managed.flatMap(({ nodes }) => nodes)]
  const servers = fabric.servers.map((server) =>
    planServer(server, known(namespaces, server.name), interfaces.get(server.name) ?? []),
  )
  const awaited = awaitedRoutes(fabric.gateways)
  const gateways = fabric.gateways.map((gateway, index) =>
    planGatewayNode(gateway, index, interfaces.get(gateway.name) ?? [], {
      present: devices.get(gateway.name) ?? new Set(),
      awaited: awaited.get(gateway.name) ?? [],
    }),
  )
  const isMissing = ({ ends }: Cable): boolean =>
    !ends.every(({ namespace, device }) => devices.get(namespace)?.has(device))
  return {
    clear: dropHalves(devices, cables),
    first: { namespace: '', instructions: makeMissing(devices, own, cables) },
    rest: [
      planBridges(fabric, interfaces, devices),
      planOutside(managed.length),
      ...gateways.map(({ plan }) => plan),
      ...fabric.hosts.map((host, index) =>
        planHost(host, fabric.gateways.length + index, interfaces.get(host.name) ?? []),
      ),
      ...servers,
    ],
    routing: gateways.map(({ routing }) => routing),
    made: new Set(all.filter(({ cable }) => isMissing(cable)).flatMap(({ nodes }) => nodes)),
  }

  function cableOf({ endpoints, mtuBytes }: FabricModel['links'][number]): Cable {
    const [a, b] = endpoints
    return { ends: [endOf(a), endOf(b)], mtuBytes }
  }

  function endOf({ node, interface: device, mac }: FabricModel['links'][number]['endpoints'][0]): Cable['ends'][0] {
    return { namespace: known(namespaces, node), device, ...(mac !== undefined && { mac }) }
  }
}

function managementCable(namespace: string, index: number): Cable {
  return {
    ends: [
      { namespace, device: 'eth0' },
      { namespace: outside, device: managementPort(index) },
    ],
    mtuBytes: 1500,
  }
}

/** The plans that make servers, gateways and hosts ask anew who has an address. */
export function planForget(fabric: FabricModel, cluster: ClusterModel): Plan[] {
  const namespaces = fabricNamespaces(fabric, cluster)
  const interfaces = interfacesByNode(fabric)
  return [...fabric.servers, ...fabric.gateways, ...fabric.hosts].map(({ name }) => ({
    namespace: known(namespaces, name),
    instructions: (interfaces.get(name) ?? []).map((device) => `ip neigh flush dev ${device}`),
  }))
}
