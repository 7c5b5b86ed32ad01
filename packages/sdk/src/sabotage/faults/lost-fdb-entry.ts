import { blockAddress } from '@underlay/configs'
import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { blockOf } from '../routes-of-blocks.ts'
import { tunnelMac } from '../tunnel-entries.ts'

export const lostFdbEntry: Fault = {
  name: 'lost-fdb-entry',
  title: 'The tunnel has lost a forwarding entry',
  does: 'The node loses the forwarding entry that says behind which node address the tunnel’s hardware address of a node in another rack is.',
  symptom: 'Route and neighbour are there, packets go into `vxlan.calico`, and none comes out of the node.',
  knownFrom: [],
  needs: 'vxlan',
  repairedBy: 'installCalico',
  assertion: 'assertReachable',
  cause: /has no forwarding entry \(fdb\) for/,
  apply: async (site) => {
    const { place } = site.node
    const { device = '' } = site.cni.tunnel ?? {}
    const mac = await tunnelMac(site, place, blockAddress(blockOf(site.far), 0))
    const entry = `${mac} dev ${device} dst ${site.far.address} self`
    return carryOut(site.cluster, [
      { place, command: `bridge fdb del ${entry}`, undo: `bridge fdb replace ${entry} permanent` },
    ])
  },
  check: (site) => reachableCheck(site, 'far'),
}
