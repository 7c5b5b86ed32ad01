import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'

export const portDown: Fault = {
  name: 'port-down',
  title: 'The node’s switch port is down',
  does: 'The bridge port at the other end of the node’s cable is set down.',
  symptom: 'The node is alone: its interface is up without carrier, its routes are all there.',
  knownFrom: ['containerlab#730'],
  repairedBy: 'attachClabFabric',
  assertion: 'assertReachable',
  cause: /has no carrier: the other end of its cable, \S+ of \S+, is down/,
  apply: (site) => {
    const { place, device } = site.node.port
    return carryOut(site.cluster, [{ place, command: `ip link set ${device} down`, undo: `ip link set ${device} up` }])
  },
  check: (site) => reachableCheck(site, 'far'),
}
