import { carryOut } from '../carry-out.ts'
import { pathCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { readDevice } from '../read-device.ts'

export const arpPoisoned: Fault = {
  name: 'arp-poisoned',
  title: 'A neighbour entry has another host’s MAC',
  does: 'The node’s neighbour entry for the gateway gets the hardware address of the node beside it.',
  symptom:
    'Packets for the gateway go to another node, which passes them on, or not: all seems to work, one hop longer, by way of somebody who reads it.',
  knownFrom: [],
  assertion: 'assertPath',
  cause: /neighbour entry for \S+ on \S+ says/,
  apply: async (site) => {
    const { place, device } = site.node
    const { address: mac } = await readDevice(site, site.near.place, site.near.device)
    const { gateway } = site
    const hop = `${gateway.address} dev ${device}`
    const own = await readDevice(site, gateway.place, gateway.device)
    return carryOut(site.cluster, [
      // What the kernel learned of the way is forgotten with the entry.
      { place, command: '', undo: 'ip route flush cache' },
      {
        place,
        command: `ip neigh replace ${hop} lladdr ${mac} nud permanent`,
        undo: `ip neigh replace ${hop} lladdr ${own.address} nud stale`,
      },
    ])
  },
  check: (site) => pathCheck(site, 'far'),
}
