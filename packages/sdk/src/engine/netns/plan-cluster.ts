import type { ClusterModel } from '@underlay/configs'
import type { Plan } from '../../plan/plan.ts'
import { kindAddress, kindNetwork, managementNetwork, outside, routerSysctls } from '../../fabric/outside.ts'
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
