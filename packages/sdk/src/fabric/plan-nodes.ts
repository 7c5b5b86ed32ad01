import type { FabricModel } from '@underlay/configs'
import { planGateway, type GatewayPlan } from '../gateway/plan-gateway.ts'
import type { Plan } from '../plan/plan.ts'
import { hostSysctls, managementNetwork, outside, routerSysctls } from './outside.ts'

type Gateway = FabricModel['gateways'][number]

/** The plan of a gateway: its way out, and what its configuration says; `routing` is what comes after the `exec` lines. */
export function planGatewayNode(
  gateway: Gateway,
  index: number,
  interfaces: readonly string[],
  {
    present = new Set(),
    awaited = [],
  }: { readonly present?: ReadonlySet<string>; readonly awaited?: readonly string[] },
): { readonly plan: Plan; readonly routing: GatewayPlan } {
  const { name, sysctls } = gateway
  const routing = planGateway(gateway, { devices: new Set([...present, ...interfaces]), awaited })
  const instructions = [
    ...routerSysctls,
    ...routing.settings,
    ...declared(sysctls, interfaces),
    ...raise(interfaces),
    ...management(index),
    ...routing.instructions,
  ]
  return { plan: { namespace: name, instructions }, routing }
}

/** The plan of a host: its way out, nothing forwarded; what else it has its `exec` lines add. */
export function planHost(
  { name, sysctls }: FabricModel['hosts'][number],
  index: number,
  interfaces: readonly string[],
): Plan {
  return {
    namespace: name,
    instructions: [...hostSysctls, ...declared(sysctls, interfaces), ...raise(interfaces), ...management(index)],
  }
}

/** The plan of the management network: a port for each of its nodes. */
export function planOutside(nodes: number): Plan {
  const ports = Array.from({ length: nodes }, (_, index) => managementPort(index))
  return {
    namespace: outside,
    instructions: ports.map((port) => `ip link set ${port} master ${managementNetwork.bridge} up`),
  }
}

/** The outer end of a node's cable to containerlab's management network, by its place in the topology. */
export function managementPort(index: number): string {
  return `clab${index}`
}

/** A node's address in containerlab's management network, by its place in the topology. */
export function managementAddress(index: number): string {
  return `172.20.20.${index + 2}/${managementNetwork.prefixLength}`
}

/** Brings devices up that compute their own checksums. */
export function raise(devices: readonly string[]): string[] {
  return [...devices.map((device) => `tx-off ${device}`), ...devices.map((device) => `ip link set ${device} up`)]
}

/** The plan of a server, in the namespace of its cluster's node. */
export function planServer(
  { sysctls }: Pick<FabricModel['servers'][number], 'sysctls'>,
  namespace: string,
  interfaces: readonly string[],
): Plan {
  return { namespace, instructions: [...declared(sysctls, interfaces), ...raise(interfaces)] }
}

// In containerlab a node has its settings before it has its links; IPv6 gives those what is the default at that moment.
function declared(sysctls: FabricModel['servers'][number]['sysctls'], interfaces: readonly string[]): string[] {
  return sysctls.flatMap(([key, value]) => {
    const [, setting] = /^net[./]ipv6[./]conf[./]default[./](\w+)$/.exec(key) ?? []
    const devices = setting === undefined ? [] : interfaces
    return [key, ...devices.map((device) => `net/ipv6/conf/${device}/${setting}`)].map((k) => `sysctl ${k} ${value}`)
  })
}

function management(index: number): string[] {
  return [
    'ip link set lo up',
    `ip addr replace ${managementAddress(index)} dev eth0`,
    'ip link set eth0 up',
    `ip route replace default via ${managementNetwork.gateway}`,
  ]
}
