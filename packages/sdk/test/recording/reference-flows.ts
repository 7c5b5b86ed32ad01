import type { Cluster, FlowRequest, Workload } from '../../src/index.ts'

/** The two flows of the recordings, in the rack and across, with the taps where they were captured. */
export function referenceFlows(cluster: Cluster, app: Workload): Readonly<Record<'same' | 'cross', FlowRequest>> {
  const tunnel = cluster.cni?.tunnel?.device
  const devices = ['net0', ...(tunnel === undefined ? [] : [tunnel])]
  const nodes = ['control-plane', 'worker', 'worker2']
  const taps = [...nodes.flatMap((node) => devices.map((device) => `${node}:${device}`)), 'gw0:eth1', 'gw0:eth2']
  const from = app.on('control-plane')
  return { same: { from, to: app.on('worker'), taps }, cross: { from, to: app.on('worker2'), taps } }
}
