import { carryOut } from '../carry-out.ts'
import { pathCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { addTable } from '../nft-table.ts'

export const podNat: Fault = {
  name: 'pod-nat',
  title: 'Traffic between pods is masqueraded',
  does: 'A rule on the node masquerades what goes from a pod to a pod, which natOutgoing leaves alone.',
  symptom: 'All works, and every server sees the node in the place of the client: NetworkPolicy and logs lie.',
  knownFrom: [],
  assertion: 'assertPath',
  cause: /masquerade" in .* rewrites the source of such packets/,
  apply: (site) => {
    const pool = site.cni.podCidr
    const rule = `ip saddr ${pool} ip daddr ${pool} masquerade`
    return carryOut(site.cluster, addTable(site.node.place, 'nat hook postrouting priority 90', rule))
  },
  check: (site) => pathCheck(site, 'near'),
}
