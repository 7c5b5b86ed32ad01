import { carryOut } from '../carry-out.ts'
import { mtuCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { readDevice } from '../read-device.ts'

const mtuBytes = 1400

export const mtuHole: Fault = {
  name: 'mtu-hole',
  title: 'A switch port carries less than everybody believes',
  does: `The port that the gateway’s cable ends in gets an MTU of ${mtuBytes}; its neighbours keep 1500.`,
  symptom:
    'Ping works, TCP connects and then hangs: larger packets vanish, and no ICMP error comes, because a switch sends none.',
  knownFrom: ['calico#8953', 'calico#1709', 'calico#8674'],
  assertion: 'assertMtu',
  cause: /the MTU of \S+ is 1400/,
  apply: async (site) => {
    const { place, device } = site.gateway.farPort
    const before = await readDevice(site, place, device)
    return carryOut(site.cluster, [
      { place, command: `ip link set ${device} mtu ${mtuBytes}`, undo: `ip link set ${device} mtu ${before.mtu}` },
    ])
  },
  check: (site) => mtuCheck(site, 'far'),
}
