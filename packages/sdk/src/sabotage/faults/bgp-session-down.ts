import { editBird } from '../bird-config.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { blockOf } from '../routes-of-blocks.ts'

export const bgpSessionDown: Fault = {
  name: 'bgp-session-down',
  title: 'A BGP session between two nodes is down',
  does: 'The node’s BIRD has its session with a node in another rack disabled.',
  symptom:
    'The routes of the peer’s blocks are gone on both; its pods are unreachable from here, and reachable from everywhere else.',
  knownFrom: [],
  needs: 'bgp',
  repairedBy: 'installCalico',
  assertion: 'assertReachable',
  cause: /the BGP session \S+ with \S+ is/,
  apply: (site) =>
    editBird(site, {
      node: site.node,
      find: new RegExp(
        String.raw`(protocol bgp \S+ from calico \{)(?=[^}]*neighbor ${site.far.address.replaceAll('.', String.raw`\.`)} )`,
      ),
      replacement: '$1\n  disabled;',
      what: `"disabled;" in the session with ${site.far.address}`,
      route: blockOf(site.far),
    }),
  check: (site) => reachableCheck(site, 'far'),
}
