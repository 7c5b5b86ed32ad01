import { racks, type FlannelOptions } from '../../../src/index.ts'

const size = { racks: 2, nodesPerRack: 1 }

/** The lab that is killed, as the netns engine makes it: BIRD and pods, on every kernel. */
export function killLab(name: string) {
  return racks({ name, ...size, calico: { ipip: 'Never' } })
}

/** The same nodes, fabric and workload with the CNI that a real cluster can have here. */
export function killLabOnKind(name: string, flannel: FlannelOptions = { directRouting: true }) {
  return racks({ name, ...size, flannel })
}
