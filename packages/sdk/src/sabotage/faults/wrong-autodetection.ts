import { encapCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { once } from '../carry-out.ts'
import { reinstallCalico } from '../reinstall.ts'

export const wrongAutodetection: Fault = {
  name: 'wrong-autodetection',
  title: 'Calico takes kind’s eth0 for the node’s address',
  does: 'Calico is installed again with `autodetection: "interface=eth0"`: every node is recorded with its address in Docker’s network.',
  symptom:
    'Pods reach one another, and nothing is ever encapsulated: Docker’s 172.18.0.0/16 contains all nodes. The fabric sees no packet of a pod.',
  knownFrom: ['calico#3003', 'calico#8783', 'kubespray#7065'],
  repairedBy: 'installCalico',
  assertion: 'assertEncap',
  cause: /the CNI recorded 172\.18\.0\.\d+\/16 for \S+, whose declared address is/,
  apply: async (site) => {
    await reinstallCalico(site, { autodetection: 'interface=eth0' })
    return {
      changes: ["installCalico(cluster, { …, autodetection: 'interface=eth0', verifyAddresses: false })"],
      undo: ['installCalico(cluster, …)'],
      takeBack: once(() => reinstallCalico(site)),
    }
  },
  check: (site) => encapCheck(site, 'far', [`${site.node.place}:${site.node.device}`, `${site.node.place}:eth0`]),
}
