import { replaceTable, type Plan } from '../../plan/plan.ts'
import type { CalicoRecord } from '../record.ts'
import { families, nodeOf, poolsOf, tunnelAddress, type Family } from './node.ts'
import { calicoRules } from './rules.ts'
import { planVxlan, vxlanDevice } from './vxlan.ts'

/** What is on a node before Felix works there. */
export interface NodeBefore {
  /** The devices that it has. */
  readonly devices: ReadonlySet<string>
  /** Calico as it was installed last. */
  readonly calico?: CalicoRecord
}

/**
 * What Felix programs on a node but for its rules: tunnel devices, routes of VXLAN. What another mode left is taken away.
 *
 * @see https://github.com/projectcalico/calico/tree/v3.32.1/felix/dataplane/linux
 */
export function planCalicoNode(calico: CalicoRecord, nodeName: string, before: NodeBefore): Plan {
  return {
    namespace: nodeName,
    instructions: [
      ...planTunl0(calico, nodeName, before),
      ...families.flatMap((family) => planFamily(calico, nodeName, family, before)),
    ],
  }
}

/** The rules that Felix programs on a node. */
export function planCalicoRules(calico: CalicoRecord, nodeName: string, before: NodeBefore): Plan {
  return {
    namespace: nodeName,
    instructions: families.flatMap((family) => replaceRules(calico, family, before)),
  }
}

function planTunl0(calico: CalicoRecord, nodeName: string, { devices, calico: last }: NodeBefore): string[] {
  const address = tunnelAddress(calico, nodeOf(calico, nodeName), 'ipip', 4)
  if (address === undefined) return devices.has('tunl0') ? ['ip addr flush dev tunl0', 'ip link set tunl0 down'] : []
  const lastNode = last?.nodes[nodeName]
  const lastAddress = last && lastNode && tunnelAddress(last, lastNode, 'ipip', 4)
  return [
    `ip link set tunl0 mtu ${calico.mtu.ipip} up`,
    ...(lastAddress === undefined || lastAddress === address ? [] : ['ip addr flush dev tunl0']),
    `ip addr replace ${address}/32 dev tunl0`,
  ]
}

function planFamily(calico: CalicoRecord, nodeName: string, family: Family, before: NodeBefore): string[] {
  const { device, settings, entries, forwarding } = planVxlan(calico, nodeName, family)
  const name = vxlanDevice(family)
  const isThere = before.devices.has(name)
  const last = before.calico?.nodes[nodeName] && planVxlan(before.calico, nodeName, family)
  const wanted = new Set([...settings, ...entries, ...forwarding])
  const lastLines = last === undefined ? [] : [...last.entries, ...last.forwarding, ...last.settings.slice(1)]
  const isKept = isThere && last?.device === device && lastLines.every((line) => wanted.has(line))
  // Neighbours, forwarding entries and routes of a device go with it; the others are known by their protocol.
  const clear = isThere && !isKept ? [`ip link del ${name}`, `ip -${family} route flush proto 80`] : []
  if (device === undefined) return clear
  return [
    ...clear,
    ...leaveToFelix(calico, family, before),
    ...(isKept ? [] : [`ip ${device}`]),
    ...[...settings, ...entries].map((line) => `ip ${line}`),
    ...forwarding.map((line) => `bridge ${line}`),
  ]
}

// BIRD gives its routes up a moment later, and until then IPv6 takes no next hop that they reach by another device.
function leaveToFelix(calico: CalicoRecord, family: Family, { calico: last }: NodeBefore): string[] {
  if (last?.settings.backend !== 'bird') return []
  const pools = poolsOf(calico, family).filter(({ vxlan }) => vxlan !== 'Never')
  return pools.map(({ cidr }) => `ip -${family} route flush root ${cidr} proto bird`)
}

function replaceRules(calico: CalicoRecord, family: Family, { calico: last }: NodeBefore): string[] {
  const rules = calicoRules(calico, family)
  // A kernel without IPv6 is not asked to remove what cannot be there.
  if (rules === '' && (last === undefined || calicoRules(last, family) === '')) return []
  return replaceTable('calico', rules, family === 6 ? 'ip6' : 'ip')
}
