import type { Host } from '../../host/host.ts'
import type { Devices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import type { CalicoRecord } from '../record.ts'
import { awaitBlocks, startBird, stopBird } from './bgp.ts'
import type { BgpRouter } from './bgp-reach.ts'
import { planCalicoNode } from './plan-node.ts'

/** How to program Calico. */
export interface ProgramOptions {
  /** The devices that the nodes have. */
  readonly devices: Devices
  /** As it was installed last. */
  readonly before: CalicoRecord | undefined
  /** The fabric's routers that speak BGP. */
  readonly routers: readonly BgpRouter[]
  /** For BGP to bring every block to every node. */
  readonly timeoutMs: number
}

/**
 * Does on every node what Felix and BIRD do, and waits for the routes.
 *
 * @throws LabTimeoutError with the routes that did not come.
 */
export async function programCalico(
  host: Host,
  calico: CalicoRecord,
  { devices, before, routers, timeoutMs }: ProgramOptions,
): Promise<void> {
  const names = Object.keys(calico.nodes)
  const last = before === undefined ? {} : { calico: before }
  await applyPlans(
    host,
    names.map((name) => planCalicoNode(calico, name, { devices: devices.get(name) ?? new Set(), ...last })),
  )
  if (calico.settings.backend === 'vxlan') {
    if (before?.settings.backend === 'bird') await stopBird(host, names)
    return
  }
  await startBird(host, calico)
  await awaitBlocks(host, calico, timeoutMs, { routers })
}
