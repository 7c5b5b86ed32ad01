import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'

export const duplicateAddress: Fault = {
  name: 'duplicate-address',
  title: 'A node’s address is there twice',
  does: 'The gateway gets the address of a node in another rack, as a host that was set up with a wrong address.',
  symptom:
    'Whoever has the address nearer gets the packets: the node is unreachable through the gateway, and works inside its rack.',
  knownFrom: [],
  assertion: 'assertReachable',
  cause: /the address \S+ is there more than once: \S+, \S+ have it/,
  apply: (site) => {
    const { place, farDevice } = site.gateway
    const address = `${site.far.address}/32 dev ${farDevice}`
    return carryOut(site.cluster, [{ place, command: `ip addr add ${address}`, undo: `ip addr del ${address}` }])
  },
  check: (site) => reachableCheck(site, 'far'),
}
