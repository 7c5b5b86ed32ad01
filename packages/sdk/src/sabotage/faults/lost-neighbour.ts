import { blockAddress } from '@underlay/configs'
import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { blockOf } from '../routes-of-blocks.ts'
import { tunnelMac } from '../tunnel-entries.ts'

export const lostNeighbour: Fault = {
  name: 'lost-neighbour',
  title: 'The tunnel has lost a neighbour entry',
  does: 'The node loses the permanent neighbour entry for the tunnel address of a node in another rack.',
  symptom:
    'The route is there, and the pods of that node are unreachable: `vxlan.calico` asks by ARP, and nobody is there to answer.',
  knownFrom: [],
  needs: 'vxlan',
  repairedBy: 'installCalico',
  assertion: 'assertReachable',
  cause: /has no neighbour entry for \S+, the tunnel address of/,
  apply: async (site) => {
    const { place } = site.node
    const { device = '' } = site.cni.tunnel ?? {}
    const address = blockAddress(blockOf(site.far), 0)
    const mac = await tunnelMac(site, place, address)
    return carryOut(site.cluster, [
      {
        place,
        command: `ip neigh del ${address} dev ${device}`,
        undo: `ip neigh replace ${address} lladdr ${mac} dev ${device} nud permanent`,
      },
    ])
  },
  check: (site) => reachableCheck(site, 'far'),
}
