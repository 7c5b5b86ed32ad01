import { programCalico } from '../../cni/calico/program.ts'
import { planFlannelNode } from '../../cni/flannel/plan-node.ts'
import type { CniRecord } from '../../cni/record.ts'
import type { Host } from '../../host/host.ts'
import type { LabState } from '../../lab/state.ts'
import { observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { bgpRouters } from './bgp-routers.ts'
import { fabricOf } from './installed-fabric.ts'

/**
 * Programs on every node what the CNI is to be, after what is installed in the state.
 *
 * @throws LabStateError when no fabric is attached.
 * @throws LabTimeoutError with the routes that did not come.
 */
export async function programCni(host: Host, state: LabState, cni: CniRecord, timeoutMs = 30_000): Promise<void> {
  const devices = await observeDevices(host)
  if (cni.name === 'calico') {
    const before = state.cni?.name === 'calico' ? state.cni : undefined
    await programCalico(host, cni, { devices, before, routers: bgpRouters(fabricOf(state)), timeoutMs })
    return
  }
  const last = state.cni?.name === 'flannel' ? { flannel: state.cni } : {}
  const nodes = Object.keys(cni.nodes)
  await applyPlans(
    host,
    nodes.map((name) => planFlannelNode(cni, name, { devices: devices.get(name) ?? new Set(), ...last })),
  )
}
