import type { FabricModel, LinkVlan } from '@underlay/configs'
import type { Plan } from '../plan/plan.ts'
import { bridgesNamespace, type FabricEnd } from './places.ts'
import { planImpairment } from './plan-impairment.ts'

/** A bridge: its device, and the ends of links that are its ports. */
interface PlannedBridge {
  readonly device: string
  readonly ports: readonly FabricEnd[]
}

/** The plan of the rack bridges, all in one namespace. */
export function planBridges(
  { bridges }: FabricModel,
  ends: ReadonlyMap<string, readonly FabricEnd[]>,
  present: ReadonlySet<string> | undefined,
): Plan {
  const planned = bridges.map((device) => ({ device, ports: ends.get(device) ?? [] }))
  return { namespace: bridgesNamespace, instructions: ['ip link set lo up', ...bridgeInstructions(planned, present)] }
}

/**
 * The instructions that make bridges: no spanning tree, no delay, no snooping, a port for each link. One that has a link
 * with VLANs keeps them apart; its other ports are in VLAN 1.
 */
export function bridgeInstructions(
  bridges: readonly PlannedBridge[],
  present: ReadonlySet<string> = new Set(),
): string[] {
  // The ends of the cables are there before the batch: what is no `ip` line comes first or last, so that it stays whole.
  const instructions = bridges.flatMap(({ ports }) => ports.map((port) => `tx-off ${port.interface}`))
  for (const { device, ports } of bridges) {
    const filters = ports.some(({ link }) => link.vlan !== undefined)
    const options = `stp_state 0 forward_delay 0 mcast_snooping 0${filters ? ' vlan_filtering 1 vlan_default_pvid 0' : ''}`
    if (!present.has(device)) instructions.push(`ip link add ${device} type bridge ${options}`)
    instructions.push(`ip link set ${device} up`)
    for (const port of ports) instructions.push(`ip link set ${port.interface} master ${device} up`)
  }
  for (const { ports } of bridges) {
    const filters = ports.some(({ link }) => link.vlan !== undefined)
    if (filters) instructions.push(...ports.flatMap((port) => portVlans(port.interface, port.link.vlan)))
  }
  const impaired = bridges.flatMap(({ ports }) =>
    ports.flatMap(({ interface: port, link }) => planImpairment(port, link.mtuBytes, link.impairment)),
  )
  return [...instructions, ...impaired]
}

function portVlans(port: string, vlan: LinkVlan = { access: 1 }): string[] {
  const add = (id: number, how = ''): string => `bridge vlan add dev ${port} vid ${id}${how}`
  const untagged = ' pvid untagged'
  if (vlan.access !== undefined) return [add(vlan.access, untagged)]
  return [...vlan.trunk.map((id) => add(id)), ...(vlan.native === undefined ? [] : [add(vlan.native, untagged)])]
}
