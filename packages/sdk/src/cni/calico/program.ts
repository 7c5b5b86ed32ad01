import type { Host } from '../../host/host.ts'
import type { Devices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import type { CalicoRecord } from '../record.ts'
import { awaitBlocks, startBird, stopBird } from './bgp.ts'
import type { BgpRouter } from './bgp-reach.ts'
import { planCalicoNode, planCalicoRules } from './plan-node.ts'

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
  const onEach = (plan: typeof planCalicoNode): Promise<void> => {
    const plans = names.map((name) => plan(calico, name, { devices: devices.get(name) ?? new Set(), ...last }))
    return applyPlans(host, plans)
  }
  await onEach(planCalicoNode)
  // BIRD waits a second before it connects, whatever it is told: the rules come meanwhile.
  // https://gitlab.nic.cz/labs/bird/-/blob/v2.0.12/proto/bgp/bgp.c bgp_active
  if (calico.settings.backend === 'bird') await startBird(host, calico)
  await onEach(planCalicoRules)
  if (calico.settings.backend === 'bird') await awaitBlocks(host, calico, timeoutMs, { routers })
  else if (before?.settings.backend === 'bird') await stopBird(host, names)
}
