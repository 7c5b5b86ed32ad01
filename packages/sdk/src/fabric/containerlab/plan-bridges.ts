import { LabStateError } from '../../errors.ts'
import type { HostLink } from './host-links.ts'

/** The bridges of a topology, by whom they are. */
export interface BridgePlan {
  /** To be made; they are ours from then on. */
  readonly missing: readonly string[]
  /** Made by this lab before. */
  readonly ours: readonly string[]
  /** The user's: used as they are, neither changed nor removed. */
  readonly foreign: readonly string[]
}

/** What marks a bridge on the host as that lab's: its alias, which `ip link` shows. */
export function bridgeAlias(lab: string): string {
  return `underlay:${lab}`
}

/**
 * Decides which bridges are to be made on the host, where containerlab wants them before it deploys.
 *
 * @throws LabStateError when a name is that of another kind of device, or of another lab's bridge.
 * @example
 * ```ts
 * planBridges(['br-pool0'], [], 'lab') // { missing: ['br-pool0'], ours: [], foreign: [] }
 * ```
 * @see https://containerlab.dev/manual/kinds/bridge/
 */
export function planBridges(bridges: readonly string[], links: readonly HostLink[], lab: string): BridgePlan {
  const plan = { missing: [] as string[], ours: [] as string[], foreign: [] as string[] }
  const problems: string[] = []
  for (const name of bridges) {
    const link = links.find((candidate) => candidate.name === name)
    if (link === undefined) plan.missing.push(name)
    else if (link.kind !== 'bridge') problems.push(`${name} is a device of the host, and no bridge`)
    else if (link.alias === bridgeAlias(lab)) plan.ours.push(name)
    else if (link.alias.startsWith(bridgeAlias(''))) problems.push(`${name} is a bridge of ${link.alias}`)
    else plan.foreign.push(name)
  }
  if (problems.length === 0) return plan
  const fix =
    "choose other names of bridges, or underlay up --driver built-in, or attachClabFabric(cluster, topology, { driver: 'built-in' })"
  throw new LabStateError(`containerlab's bridges lie on the host: ${problems.join('; ')}`, fix)
}

/** The instructions that make bridges as the built-in wiring has them: no spanning tree, no delay, no snooping. */
export function makeBridges(bridges: readonly string[], lab: string): string[] {
  return bridges.flatMap((bridge) => [
    `ip link add ${bridge} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `ip link set ${bridge} alias ${bridgeAlias(lab)}`,
    `ip link set ${bridge} up`,
  ])
}

/** The bridges that are the lab's to remove: of those that it recorded as made, those that are marked as its own. */
export function ownBridges(recorded: readonly string[], links: readonly HostLink[], lab: string): string[] {
  return links
    .filter(({ name, kind, alias }) => recorded.includes(name) && kind === 'bridge' && alias === bridgeAlias(lab))
    .map(({ name }) => name)
}
