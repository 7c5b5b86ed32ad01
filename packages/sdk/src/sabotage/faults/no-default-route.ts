import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { shownRoute } from '../routes-of-blocks.ts'

export const noDefaultRoute: Fault = {
  name: 'no-default-route',
  title: 'A node has no default route',
  does: 'The node loses its default route to the gateway.',
  symptom:
    'The rack works; the tunnels to other racks do not, because nobody says where their nodes are. The pods’ own gateway, 169.254.1.1, is no longer answered for either, once they ask anew.',
  knownFrom: ['calico#4918', 'kind#3977'],
  repairedBy: 'attachClabFabric',
  assertion: 'assertReachable',
  cause: /no default route/,
  apply: async (site) => {
    const { place } = site.node
    const before = await shownRoute(site, place, 'default')
    return carryOut(site.cluster, [{ place, command: 'ip route del default', undo: `ip route replace ${before}` }])
  },
  check: (site) => reachableCheck(site, 'far'),
}
