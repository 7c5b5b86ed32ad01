import { carryOut } from '../carry-out.ts'
import { reachableCheck } from '../checks.ts'
import type { Fault } from '../fault.ts'
import { addTable } from '../nft-table.ts'

export const tunnelBlocked: Fault = {
  name: 'tunnel-blocked',
  title: 'The gateway drops the tunnel’s protocol',
  does: 'A rule on the gateway drops what it forwards of IP protocol 4, or of UDP port 4789 where the tunnel is VXLAN.',
  symptom: 'Nodes reach nodes, and pods reach the pods of their rack; between racks no pod reaches any.',
  knownFrom: ['containerlab#781', 'containerlab#2389'],
  assertion: 'assertReachable',
  cause: /: the nft rule "(udp dport 4789|ip protocol \S+) drop" .* dropped \d+ packets/,
  apply: (site) => {
    const { encapsulation, port } = site.cni.tunnel ?? {}
    const match = encapsulation === 'ipip' ? 'ip protocol 4' : `udp dport ${port}`
    const { place } = site.gateway
    return carryOut(site.cluster, addTable(place, 'filter hook forward priority 0', `${match} counter drop`))
  },
  check: (site) => reachableCheck(site, 'far'),
}
