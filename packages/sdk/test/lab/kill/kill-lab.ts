import { racks } from '../../../src/index.ts'

const size = { racks: 2, nodesPerRack: 1 }

/** The lab that is killed, as the netns engine makes it: BIRD and pods, on every kernel. */
export function killLab(name: string) {
  return racks({ name, ...size, calico: { ipip: 'Never' } })
}

/** The same fabric and workload with the CNI that a real cluster can have here; with one rack it is made faster. */
export function killLabOnKind(name: string, count = size.racks) {
  return racks({ name, ...size, racks: count, flannel: { directRouting: true } })
}
