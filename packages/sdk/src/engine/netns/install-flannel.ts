import {
  describeCluster,
  flannelCni,
  flannelSettings,
  type FlannelOptions,
  type FlannelSettings,
} from '@underlay/configs'
import { deriveIface } from '../../cni/flannel/derive-iface.ts'
import { detectNodes } from '../../cni/flannel/detect-nodes.ts'
import type { FlannelRecord } from '../../cni/record.ts'
import type { LabState } from '../../lab/state.ts'
import { planPods } from './plan-pods.ts'
import type { InstallOptions } from './install-calico.ts'
import { fabricOf } from './installed-fabric.ts'
import type { Change } from './netns-engine.ts'
import { programCni } from './program-cni.ts'
import { refuseAnotherCni } from './refuse-another-cni.ts'

/**
 * Does on every node what flannel does: gives it a network of pods, finds the address of its interface, sets up the
 * backend's device, neighbours, forwarding entries, routes and rules.
 *
 * @throws LabStateError when no fabric is attached, Calico is installed, or a node's address is not the declared one.
 */
export function installModelledFlannel(options: FlannelOptions, { verifyAddresses }: InstallOptions): Change {
  return async (state, host) => {
    const cluster = describeCluster(state.kind)
    const fabric = fabricOf(state)
    refuseAnotherCni(state, 'flannel')
    const derived = deriveIface(fabric)
    const settings = flannelSettings({ ...(derived !== undefined && { iface: derived }), ...options }, cluster)
    const advice = `iface: '${derived ?? 'net0'}', or verifyAddresses: false to see what comes of it`
    const { nodes, underlayMtuBytes } = await detectNodes(host, cluster, settings, { verify: verifyAddresses, advice })
    const mtuBytes = underlayMtuBytes - flannelOverhead(settings)
    const flannel: FlannelRecord = { name: 'flannel', settings, mtuBytes, nodes }
    const after: LabState = { ...state, cni: flannel }
    await programCni(host, state, flannel)
    await planPods(host, after)
    return after
  }
}

/** Bytes that flannel's tunnel takes of each packet. */
export function flannelOverhead(settings: FlannelSettings): number {
  return { vxlan: 50, ipip: 20, none: 0 }[flannelCni(settings, []).tunnel?.encapsulation ?? 'none']
}
