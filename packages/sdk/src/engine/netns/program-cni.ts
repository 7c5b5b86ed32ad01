import { programCalico } from '../../cni/calico/program.ts'
import type { CniRecord } from '../../cni/record.ts'
import type { Host } from '../../host/host.ts'
import type { LabState } from '../../lab/state.ts'
import { observeDevices } from '../../plan/observe.ts'
import { bgpRouters } from './bgp-routers.ts'
import { fabricOf } from './installed-fabric.ts'

/**
 * Programs on every node what the CNI is to be, after what is installed in the state.
 *
 * @throws LabStateError when no fabric is attached.
 * @throws LabTimeoutError with the routes that did not come.
 */
export async function programCni(host: Host, state: LabState, cni: CniRecord, timeoutMs = 30_000): Promise<void> {
  const routers = bgpRouters(fabricOf(state))
  await programCalico(host, cni, { devices: await observeDevices(host), before: state.cni, routers, timeoutMs })
}
