import { changeMask } from '../change-mask.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'

export const unequalMasks: Fault = {
  name: 'unequal-masks',
  title: 'A node’s mask is wider than its rack',
  does: 'The node’s address gets the mask /16 of the whole fabric, the others keep theirs, and Calico records it anew.',
  symptom:
    'The node takes the other racks for its own: it sends plainly, and asks by ARP for who is behind the gateway. The others tunnel to it. Nothing arrives between racks.',
  knownFrom: ['calico#4254'],
  assertion: 'assertReachable',
  cause: /masks are unequal/,
  apply: (site) => changeMask(site, 16),
  check: (site) => reachableCheck(site, 'far'),
}
