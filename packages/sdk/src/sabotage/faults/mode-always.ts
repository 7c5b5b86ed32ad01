import { encapCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { tunnelTo } from '../routes-of-blocks.ts'

export const modeAlways: Fault = {
  name: 'mode-always',
  title: 'One node encapsulates always',
  does: 'The node sends to its neighbour’s block through the tunnel, as if its IPPool’s mode were Always; the others keep CrossSubnet.',
  symptom:
    'All works, in one direction through the tunnel and in the other without: a few bytes less, and drops as soon as somebody filters reverse paths.',
  knownFrom: ['calico#1325', 'calico#1584'],
  repairedBy: 'installCalico',
  assertion: 'assertEncap',
  cause: /expected no encapsulation .*saw (vxlan|ipip|mixed)/,
  apply: (site) => tunnelTo(site, site.node, site.near),
  check: (site) => encapCheck(site, 'near', [`${site.node.place}:${site.node.device}`]),
}
