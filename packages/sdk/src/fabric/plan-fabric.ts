import { renderLinuxGateway, type ClusterModel, type FabricModel } from '@underlay/configs'
import { managementNetwork, outside, routerSysctls } from './outside.ts'
import { dropHalves, makeMissing, type Cable, type Devices } from '../plan/observe.ts'
import { type Plan } from '../plan/plan.ts'

/** The namespace of the rack bridges, where no firewall of Docker's sees them. */
export const bridgesNamespace = 'fabric'

/** The namespace of a server of the topology: that of the cluster's node whose network it shares. */
export function serverNamespace(cluster: ClusterModel, server: FabricModel['servers'][number]): string {
  const node = cluster.nodes.find(({ name }) => name === server.node)
  if (node === undefined) throw new TypeError(`${server.name} shares the network of ${server.node}, which is no node`)
  return node.shortName
}

/**
 * The plans that wire a fabric: what is left of broken cables goes, cables come, then what is in each namespace. The
 * `exec` lines come after; `made` names the nodes that get a new cable.
 */
export function planFabric(
  fabric: FabricModel,
  cluster: ClusterModel,
  devices: Devices,
): { clear: Plan[]; first: Plan; rest: Plan[]; made: ReadonlySet<string> } {
  const namespaceOf = (node: string): string => {
    if (fabric.bridges.includes(node)) return bridgesNamespace
    const server = fabric.servers.find(({ name }) => name === node)
    return server === undefined ? node : serverNamespace(cluster, server)
  }
  const cables = fabric.links.map(({ endpoints, mtuBytes }): Cable => {
    const [a, b] = endpoints.map(({ node, interface: device, mac }) => ({
      namespace: namespaceOf(node),
      device,
      ...(mac !== undefined && { mac }),
    }))
    if (a === undefined || b === undefined) throw new TypeError('a link has two ends')
    return { ends: [a, b], mtuBytes }
  })
  const management = fabric.gateways.map(({ name }, index): Cable => ({
    ends: [
      { namespace: name, device: 'eth0' },
      { namespace: outside, device: `clab${index}` },
    ],
    mtuBytes: 1500,
  }))
  const namespaces = [bridgesNamespace, ...fabric.gateways.map(({ name }) => name)]
  const first = { namespace: '', instructions: makeMissing(devices, namespaces, [...management, ...cables]) }
  const servers = fabric.servers.map(({ name }) => ({
    namespace: namespaceOf(name),
    instructions: raise(interfacesOf(fabric, name)),
  }))
  const isMade = (cable: Cable | undefined): boolean =>
    cable?.ends.every(({ namespace, device }) => devices.get(namespace)?.has(device)) !== true
  const links = fabric.links.filter((_, index) => isMade(cables[index]))
  const gateways = fabric.gateways.filter((_, index) => isMade(management[index]))
  return {
    clear: dropHalves(devices, [...management, ...cables]),
    first,
    rest: [planBridges(fabric, devices), planOutside(fabric), ...fabric.gateways.map(planGateway(fabric)), ...servers],
    made: new Set([
      ...links.flatMap(({ endpoints }) => endpoints.map(({ node }) => node)),
      ...gateways.map(({ name }) => name),
    ]),
  }
}

/** The plans that make servers and gateways ask anew who has an address. */
export function planForget(fabric: FabricModel, cluster: ClusterModel): Plan[] {
  const forget = (namespace: string, name: string): Plan => ({
    namespace,
    instructions: interfacesOf(fabric, name).map((device) => `ip neigh flush dev ${device}`),
  })
  return [
    ...fabric.servers.map((server) => forget(serverNamespace(cluster, server), server.name)),
    ...fabric.gateways.map(({ name }) => forget(name, name)),
  ]
}

/** The plans that take a fabric away again: its cables, the nodes' routes by it, and last its namespaces. */
export function planDetach(
  fabric: FabricModel,
  cluster: ClusterModel,
  devices: Devices,
  dockerGateway: string,
): { first: Plan[]; last: Plan } {
  const gateways = fabric.gateways.map(({ name }) => name)
  // A namespace may live on for a moment after its end, and its cables with it: those go first.
  const cables = (namespace: string, names: readonly string[]): string[] =>
    names.filter((name) => devices.get(namespace)?.has(name)).map((name) => `ip link del ${name}`)
  const nodes = fabric.servers.map((server) => {
    const namespace = serverNamespace(cluster, server)
    const instructions = cables(namespace, interfacesOf(fabric, server.name))
    return { namespace, instructions: [...instructions, `ip route replace default via ${dockerGateway}`] }
  })
  const ends = gateways.map((name) => ({
    namespace: name,
    instructions: cables(name, ['eth0', ...interfacesOf(fabric, name)]),
  }))
  const namespaces = [bridgesNamespace, ...gateways].filter((name) => devices.has(name))
  return {
    first: [...nodes, ...ends],
    last: { namespace: '', instructions: namespaces.map((name) => `ip netns del ${name}`) },
  }
}

// The ends of the cables are there before the batch: what is no `ip` line comes first, so that the batch stays whole.
function planBridges(fabric: FabricModel, devices: Devices): Plan {
  const instructions = fabric.bridges.flatMap((bridge) => interfacesOf(fabric, bridge).map((port) => `tx-off ${port}`))
  instructions.push('ip link set lo up')
  for (const bridge of fabric.bridges) {
    const options = 'stp_state 0 forward_delay 0 mcast_snooping 0'
    if (!devices.get(bridgesNamespace)?.has(bridge)) instructions.push(`ip link add ${bridge} type bridge ${options}`)
    instructions.push(`ip link set ${bridge} up`)
    for (const port of interfacesOf(fabric, bridge)) instructions.push(`ip link set ${port} master ${bridge} up`)
  }
  return { namespace: bridgesNamespace, instructions }
}

function planOutside(fabric: FabricModel): Plan {
  const ports = fabric.gateways.map((_, index) => `ip link set clab${index} master ${managementNetwork.bridge} up`)
  return { namespace: outside, instructions: ports }
}

function planGateway(fabric: FabricModel): (entry: FabricModel['gateways'][number], index: number) => Plan {
  return ({ name, gateway }, index) => {
    const rendered = renderLinuxGateway(gateway)
    return {
      namespace: name,
      instructions: [
        ...routerSysctls,
        ...rendered.sysctls.map(([key, value]) => `sysctl ${key} ${value}`),
        ...raise(interfacesOf(fabric, name)),
        'ip link set lo up',
        `ip addr replace ${managementAddress(index)} dev eth0`,
        'ip link set eth0 up',
        `ip route replace default via ${managementNetwork.gateway}`,
        ...rendered.ipBatch.map((line) => `ip ${line}`),
        ...rendered.nftables
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => `nft ${line}`),
      ],
    }
  }
}

/** A gateway's address in containerlab's management network, by its place in the topology. */
export function managementAddress(index: number): string {
  return `172.20.20.${index + 2}/${managementNetwork.prefixLength}`
}

function raise(devices: readonly string[]): string[] {
  return [...devices.map((device) => `tx-off ${device}`), ...devices.map((device) => `ip link set ${device} up`)]
}

function interfacesOf(fabric: FabricModel, node: string): string[] {
  return fabric.links
    .flatMap(({ endpoints }) => endpoints)
    .filter((end) => end.node === node)
    .map((end) => end.interface)
}
