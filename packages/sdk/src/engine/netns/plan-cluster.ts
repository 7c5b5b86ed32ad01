import type { ClusterModel } from '@underlay/configs'
import type { Plan } from '../../plan/plan.ts'
import { makeMissing, type Cable, type Devices } from '../../plan/observe.ts'

/** The namespace that stands for everything beyond the lab: Docker's networks as kind and containerlab make them. */
export const outside = 'outside'

/** Docker's `kind` network: every node's eth0 is in it. */
const kindNetwork = { bridge: 'br-kind', gateway: '172.18.0.1', prefixLength: 16 } as const

/** containerlab's management network: the gateway's eth0 is in it. */
export const managementNetwork = { bridge: 'br-clab', gateway: '172.20.20.1', prefixLength: 24 } as const

/**
 * IPv4 settings that change what a packet does. A new namespace takes the machine's, so each is set.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 */
export const routerSysctls = [
  'sysctl net.ipv4.ip_forward 1',
  'sysctl net.ipv4.conf.all.rp_filter 0',
  'sysctl net.ipv4.conf.default.rp_filter 0',
  'sysctl net.ipv4.conf.all.arp_ignore 0',
  'sysctl net.ipv4.conf.all.arp_announce 0',
  'sysctl net.ipv4.conf.all.send_redirects 1',
  'sysctl net.ipv4.ip_no_pmtu_disc 0',
] as const

/** A node's address in Docker's network, by its place in the kind config: 172.18.0.2, .3, … */
export function kindAddress(index: number): string {
  return `172.18.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`
}

/** The plans that make a cluster's nodes, as kind makes them: each with an eth0 and a default route by it. */
export function planCluster(model: ClusterModel, devices: Devices): { first: Plan; rest: Plan[] } {
  const names = model.nodes.map(({ shortName }) => shortName)
  const cables = names.map((name, index): Cable => ({
    ends: [
      { namespace: name, device: 'eth0' },
      { namespace: outside, device: `kind${index}` },
    ],
    mtuBytes: 1500,
  }))
  const first = { namespace: '', instructions: makeMissing(devices, [outside, ...names], cables) }
  return { first, rest: [planOutside(names.length, devices), ...names.map(planNode)] }
}

function planOutside(nodes: number, devices: Devices): Plan {
  const instructions: string[] = [...routerSysctls, 'ip link set lo up']
  for (const { bridge, gateway, prefixLength } of [kindNetwork, managementNetwork]) {
    if (!devices.get(outside)?.has(bridge)) instructions.push(`ip link add ${bridge} type bridge`)
    instructions.push(`ip addr replace ${gateway}/${prefixLength} dev ${bridge}`, `ip link set ${bridge} up`)
  }
  for (let index = 0; index < nodes; index++) {
    instructions.push(`ip link set kind${index} master ${kindNetwork.bridge} up`)
  }
  return { namespace: outside, instructions }
}

function planNode(name: string, index: number): Plan {
  return {
    namespace: name,
    instructions: [
      ...routerSysctls,
      'ip link set lo up',
      `ip addr replace ${kindAddress(index)}/${kindNetwork.prefixLength} dev eth0`,
      'ip link set eth0 up',
      `ip route replace default via ${kindNetwork.gateway}`,
    ],
  }
}
