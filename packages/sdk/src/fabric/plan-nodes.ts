import { familyOf, type FabricModel } from '@underlay/configs'
import { planGateway, type GatewayPlan } from '../gateway/plan-gateway.ts'
import { hostSysctlsOf, ipv6DeviceSysctls, routerSysctlsOf } from './outside.ts'
import type { FabricEnd } from './places.ts'
import { planImpairment } from './plan-impairment.ts'

/** What a plan of a node needs besides the node. */
export interface NodeSite {
  readonly management: FabricModel['management']
  readonly ends: readonly FabricEnd[]
  /** The devices that its namespace has already. */
  readonly present: ReadonlySet<string>
  /** Whether anything of the fabric has an IPv6 address. */
  readonly ipv6: boolean
}

type Gateway = FabricModel['gateways'][number]
type OwnNode = Pick<Gateway, 'sysctls' | 'management'>

/**
 * The instructions of a gateway: its way out, and what its configuration says; `routing` is what comes after the `exec`
 * lines.
 */
export function planGatewayNode(
  gateway: Gateway,
  site: NodeSite,
  awaited: readonly string[] = [],
): { readonly instructions: readonly string[]; readonly routing: GatewayPlan } {
  const { ends, present } = site
  const made = ends.flatMap((end) => [end.interface, ...taggedDevices(end).map(({ name }) => name)])
  const routing = planGateway(gateway, { devices: new Set([...present, ...made]), awaited })
  const instructions = [
    ...routerSysctlsOf(familyIn(site)),
    ...routing.settings,
    ...ownInstructions(gateway, site),
    ...routing.instructions,
  ]
  return { instructions, routing }
}

/** The instructions of a host: its way out, nothing forwarded; what else it has its `exec` lines add. */
export function hostInstructions(host: OwnNode, site: NodeSite): readonly string[] {
  return [...hostSysctlsOf(familyIn(site)), ...ownInstructions(host, site)]
}

/** The instructions of a node that has its network from another, or from the cluster. */
export function guestInstructions({ sysctls }: Pick<Gateway, 'sysctls'>, site: NodeSite): readonly string[] {
  return [...settings(sysctls, site), ...raise(site)]
}

/** The settings that a cluster's node needs when its fabric has IPv6 and its cluster has not. */
export function serverInstructions(server: Pick<Gateway, 'sysctls'>, site: NodeSite): readonly string[] {
  return [...(site.ipv6 ? routerSysctlsOf('dual') : []), ...guestInstructions(server, site)]
}

function ownInstructions(node: OwnNode, site: NodeSite): readonly string[] {
  const { management, sysctls } = node
  return [
    ...(management && site.ipv6 ? ipv6DeviceSysctls('eth0') : []),
    ...settings(sysctls, site),
    ...raise(site),
    'ip link set lo up',
    ...(management ? managementInstructions(management.addresses, site) : []),
  ]
}

// In containerlab a node has its settings before it has its links; IPv6 gives those what is the default at that moment.
function settings(sysctls: Gateway['sysctls'], { ends, ipv6 }: NodeSite): string[] {
  // A dummy is made later, and has the defaults by itself.
  const devices = ends.filter(({ device }) => device !== 'dummy').map((end) => end.interface)
  const declared = sysctls.flatMap(([key, value]) => {
    const [, setting] = /^net[./]ipv6[./]conf[./]default[./](\w+)$/.exec(key) ?? []
    const own = setting === undefined ? [] : devices.map((device) => `net/ipv6/conf/${device}/${setting}`)
    return [key, ...own].map((name) => `sysctl ${name} ${value}`)
  })
  return [...(ipv6 ? devices.flatMap((device) => ipv6DeviceSysctls(device)) : []), ...declared]
}

// Devices that compute their own checksums come up, with what their links give them.
function raise({ ends, present }: NodeSite): string[] {
  const tagged = ends.flatMap(taggedDevices)
  return [
    ...ends.filter((end) => end.device === 'veth').map((end) => `tx-off ${end.interface}`),
    ...ends.filter((end) => end.device === 'dummy' && !present.has(end.interface)).map(makeDummy),
    ...ends.map((end) => `ip link set ${end.interface} up`),
    ...tagged
      .filter(({ name }) => !present.has(name))
      .map(({ parent, id, name }) => `ip link add link ${parent} name ${name} type vlan id ${id}`),
    ...tagged.map(({ name }) => `ip link set ${name} up`),
    ...ends.flatMap(({ interface: device, addresses = [] }) =>
      addresses.map((address) => `ip addr replace ${address} dev ${device}${nodad(address)}`),
    ),
    ...ends.flatMap(({ interface: device, link }) => planImpairment(device, link.mtuBytes, link.impairment)),
  ]
}

function makeDummy({ interface: name, mac, link }: FabricEnd): string {
  return `ip link add ${name} mtu ${link.mtuBytes}${mac === undefined ? '' : ` address ${mac}`} type dummy`
}

function taggedDevices({ interface: parent, tags = [] }: FabricEnd) {
  return tags.map((id) => ({ parent, id, name: `${parent}.${id}` }))
}

function managementInstructions(addresses: readonly string[], { management }: NodeSite): string[] {
  const { ipv4, ipv6 } = management
  return [
    ...addresses.map((address) => `ip addr replace ${address} dev eth0${nodad(address)}`),
    'ip link set eth0 up',
    `ip route replace default via ${ipv4.gateway}`,
    ...(ipv6 ? [`ip route replace default via ${ipv6.gateway} dev eth0`] : []),
  ]
}

// Nobody else has the address: it can be used at once.
function nodad(address: string): string {
  return familyOf(address) === 6 ? ' nodad' : ''
}

function familyIn({ ipv6 }: NodeSite): 'ipv4' | 'dual' {
  return ipv6 ? 'dual' : 'ipv4'
}
