import { networkOf } from '@underlay/configs'
import { encapCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { changeMask } from '../change-mask.ts'

export const hostMask: Fault = {
  name: 'host-mask',
  title: 'A node’s address is a /32',
  does: 'The node’s address gets the mask /32, with a route to its rack beside it, and Calico records it anew.',
  symptom:
    'The node encapsulates also what goes to its own rack; its neighbours answer plainly. Smaller MTU, one way only, and drops where reverse paths are strict.',
  knownFrom: ['calico#4254'],
  assertion: 'assertEncap',
  cause: /a \/32 contains no peer/,
  apply: (site) => {
    const { cidr, address, device } = site.node
    return changeMask(site, 32, `ip route add ${networkOf(cidr)} dev ${device} scope link src ${address}`)
  },
  check: (site) => encapCheck(site, 'near', [`${site.node.place}:${site.node.device}`]),
}
