import { parseCidr, type FabricModel } from '@underlay/configs'
import type { Plan } from '../plan/plan.ts'
import { kindNetwork, managementNetwork, outside } from './outside.ts'
import { ownNodes, type FabricEnd } from './places.ts'
import { planImpairment } from './plan-impairment.ts'

type Present = ReadonlySet<string> | undefined

/** The plan of what is outside: the management network with a port for each of its nodes, and the ends of links. */
export function planOutside(fabric: FabricModel, ends: readonly FabricEnd[], present: Present): Plan {
  const { bridge } = fabric.management
  const ports = ownNodes(fabric).flatMap(({ management }) => (management ? [management.port] : []))
  const managed = new Set(
    fabric.links.flatMap(({ type, endpoints }) => (type === 'mgmt-net' ? [endpoints[1].interface] : [])),
  )
  return {
    namespace: outside,
    instructions: [
      ...ends.map((end) => `tx-off ${end.interface}`),
      ...managementChanges(fabric, present),
      ...ports.map((port) => `ip link set ${port} master ${bridge} up`),
      ...ends.map((end) => `ip link set ${end.interface}${managed.has(end.interface) ? ` master ${bridge}` : ''} up`),
      ...ends.flatMap(({ interface: device, link }) => planImpairment(device, link.mtuBytes, link.impairment)),
    ],
  }
}

/**
 * The plan, in `outside`, of macvlans that are missing. Their parent is a bridge of the name that the topology has for a
 * device of the machine's, unless there is a device of that name.
 */
export function planMacvlans(
  fabric: FabricModel,
  namespaces: ReadonlyMap<string, string>,
  devices: ReadonlyMap<string, ReadonlySet<string>>,
): Plan {
  const there = new Set([
    ...(devices.get(outside) ?? []),
    ...fabric.links.flatMap(({ endpoints }) =>
      endpoints.flatMap((end) => (end.node === outside ? [end.interface] : [])),
    ),
  ])
  const instructions: string[] = []
  for (const { endpoint, macvlan } of fabric.devices) {
    const namespace = namespaces.get(endpoint.node) ?? endpoint.node
    if (!macvlan || devices.get(namespace)?.has(endpoint.interface)) continue
    const { parent, mode } = macvlan
    if (!there.has(parent)) instructions.push(`ip link add ${parent} type bridge`, `ip link set ${parent} up`)
    there.add(parent)
    const mac = endpoint.mac === undefined ? '' : ` address ${endpoint.mac}`
    instructions.push(
      `ip link add link ${parent} name ${endpoint.interface} netns ${namespace}${mac} type macvlan mode ${mode}`,
    )
  }
  return { namespace: outside, instructions }
}

/** The bridges outside that stand for devices of the machine's. */
export function standIns({ devices, links, management }: FabricModel): readonly string[] {
  const others = new Set([
    ...links.flatMap(({ endpoints }) => endpoints.map((end) => end.interface)),
    management.bridge,
    managementNetwork.bridge,
    kindNetwork.bridge,
  ])
  const parents = devices.flatMap(({ macvlan }) => (macvlan ? [macvlan.parent] : []))
  return [...new Set(parents)].filter((name) => !others.has(name) && !/^(?:lo|eth0|(?:kind|clab)\d+)$/.test(name))
}

/** Whether a fabric has the management network that a lab is made with. */
export function hasUsualManagement({ management }: Pick<FabricModel, 'management'>): boolean {
  const { bridge, mtuBytes, ipv4, ipv6 } = management
  return (
    bridge === managementNetwork.bridge &&
    mtuBytes === 1500 &&
    ipv4.gateway === managementNetwork.gateway &&
    parseCidr(ipv4.subnet).prefixLength === managementNetwork.prefixLength &&
    (ipv6 === undefined || ipv6.gateway === managementNetwork.gateway6)
  )
}

// A lab is made before its topology is known, with the usual network: that is renamed, and gets other addresses.
function managementChanges(fabric: FabricModel, present: Present): string[] {
  const { bridge, mtuBytes, ipv4, ipv6 } = fabric.management
  const usual = managementNetwork
  const subnets = [ipv4, ...(ipv6 ? [ipv6] : [])]
  const addresses = subnets.map(({ subnet, gateway }) => `${gateway}/${parseCidr(subnet).prefixLength}`)
  const own = [`${usual.gateway}/${usual.prefixLength}`, `${usual.gateway6}/${usual.prefixLength6}`]
  const renamed = bridge !== usual.bridge && present?.has(bridge) !== true
  return [
    ...(renamed ? [`ip link set ${usual.bridge} down`, `ip link set ${usual.bridge} name ${bridge} up`] : []),
    ...(hasUsualManagement(fabric)
      ? []
      : own
          .filter((address) => !addresses.includes(address))
          .map((address) => `ip addr flush dev ${bridge} to ${address.split('/')[0]}`)),
    ...(mtuBytes === 1500 ? [] : [`ip link set ${bridge} mtu ${mtuBytes}`]),
    ...(hasUsualManagement(fabric) && ipv6 === undefined
      ? []
      : addresses.map((address) => `ip addr replace ${address} dev ${bridge}${address.includes(':') ? ' nodad' : ''}`)),
  ]
}

/** The instructions, in `outside`, that give the management network back what it has in a lab without a fabric. */
export function usualManagement(fabric: FabricModel): string[] {
  if (hasUsualManagement(fabric)) return []
  const { bridge, ipv4, ipv6 } = fabric.management
  const usual = managementNetwork
  return [
    ...[ipv4, ...(ipv6 ? [ipv6] : [])].map(({ gateway }) => `ip addr flush dev ${bridge} to ${gateway}`),
    ...(bridge === usual.bridge ? [] : [`ip link set ${bridge} down`, `ip link set ${bridge} name ${usual.bridge} up`]),
    `ip link set ${usual.bridge} mtu 1500`,
    `ip addr replace ${usual.gateway}/${usual.prefixLength} dev ${usual.bridge}`,
  ]
}
