import type { FabricModel } from '@underlay/configs'
import type { Devices } from '../plan/observe.ts'
import type { Plan } from '../plan/plan.ts'
import { bridgesNamespace } from './places.ts'

// The ends of the cables are there before the batch: what is no `ip` line comes first, so that the batch stays whole.
/** The plan of the rack bridges: no spanning tree, no delay, no snooping, and a port for each link. */
export function planBridges(
  fabric: FabricModel,
  interfaces: ReadonlyMap<string, readonly string[]>,
  devices: Devices,
): Plan {
  const portsOf = (bridge: string): readonly string[] => interfaces.get(bridge) ?? []
  const instructions = fabric.bridges.flatMap((bridge) => portsOf(bridge).map((port) => `tx-off ${port}`))
  instructions.push('ip link set lo up')
  for (const bridge of fabric.bridges) {
    const options = 'stp_state 0 forward_delay 0 mcast_snooping 0'
    if (!devices.get(bridgesNamespace)?.has(bridge)) instructions.push(`ip link add ${bridge} type bridge ${options}`)
    instructions.push(`ip link set ${bridge} up`)
    for (const port of portsOf(bridge)) instructions.push(`ip link set ${port} master ${bridge} up`)
  }
  return { namespace: bridgesNamespace, instructions }
}
