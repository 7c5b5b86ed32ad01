import type { ClusterModel } from '@underlay/configs'
import type { Plan } from '../../plan/plan.ts'
import {
  ipv6DeviceSysctls,
  kindAddress,
  kindAddresses,
  kindNetwork,
  managementNetwork,
  outside,
  routerSysctlsOf,
} from '../../fabric/outside.ts'
import { makeMissing, type Cable, type Devices } from '../../plan/observe.ts'

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
  return { first, rest: [planOutside(model, devices), ...names.map((name, index) => planNode(model, name, index))] }
}

function planOutside({ nodes, ipFamily }: ClusterModel, devices: Devices): Plan {
  const instructions: string[] = [...routerSysctlsOf(ipFamily), 'ip link set lo up']
  for (const { bridge, gateway, prefixLength, gateway6, prefixLength6 } of [kindNetwork, managementNetwork]) {
    if (!devices.get(outside)?.has(bridge)) instructions.push(`ip link add ${bridge} type bridge`)
    instructions.push(`ip addr replace ${gateway}/${prefixLength} dev ${bridge}`)
    if (ipFamily !== 'ipv4') instructions.push(`ip addr replace ${gateway6}/${prefixLength6} dev ${bridge} nodad`)
    instructions.push(`ip link set ${bridge} up`)
  }
  for (const index of nodes.keys()) instructions.push(`ip link set kind${index} master ${kindNetwork.bridge} up`)
  return { namespace: outside, instructions }
}

// As on Docker's network, eth0 has an IPv4 address in a cluster of IPv6 too.
function planNode({ ipFamily }: ClusterModel, name: string, index: number): Plan {
  const ipv6 = ipFamily !== 'ipv4'
  const [address6 = ''] = ipv6 ? kindAddresses('ipv6', index) : []
  return {
    namespace: name,
    instructions: [
      ...routerSysctlsOf(ipFamily),
      ...(ipv6 ? ipv6DeviceSysctls('eth0') : []),
      'ip link set lo up',
      `ip addr replace ${kindAddress(index)}/${kindNetwork.prefixLength} dev eth0`,
      ...(ipv6 ? [`ip addr replace ${address6}/${kindNetwork.prefixLength6} dev eth0 nodad`] : []),
      'ip link set eth0 up',
      `ip route replace default via ${kindNetwork.gateway}`,
      ...(ipv6 ? [`ip route replace default via ${kindNetwork.gateway6} dev eth0`] : []),
    ],
  }
}
