import type { Cluster, FlowRequest, Workload } from '../../src/index.ts'

/** The flows of the recordings, in the rack and, where there are two, across, with the taps where they were captured. */
export function referenceFlows(cluster: Cluster, app: Workload): Readonly<Record<string, FlowRequest>> {
  const tunnel = cluster.cni?.tunnel?.device
  const devices = ['net0', ...(tunnel === undefined ? [] : [tunnel])]
  const nodes = app.pods.map(({ node }) => node)
  const gateways = (cluster.internals.model().fabric?.gateways ?? []).flatMap(({ name, gateway }) =>
    gateway.interfaces.map((device) => `${name}:${device.name}`),
  )
  const ends = nodes.slice(0, 3)
  const taps = [...ends.flatMap((node) => devices.map((device) => `${node}:${device}`)), ...gateways]
  const from = app.on('control-plane')
  const same = { from, to: app.on('worker'), taps }
  return nodes.includes('worker2') ? { same, cross: { from, to: app.on('worker2'), taps } } : { same }
}
