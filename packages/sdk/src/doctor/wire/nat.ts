import type { Judgement } from '../finding.ts'
import { fetchOnce, type Fetched } from './fetch-once.ts'
import { probeNetwork } from './network.ts'
import type { WireProbe } from './wire-probe.ts'

const sizeBytes = 1024
const service = '203.0.113.1'

// The server knows no way to the client: only a packet from the router's own address is answered.
const rules = [
  'nft add table ip doctor',
  'nft add chain ip doctor to { type nat hook prerouting priority -100; }',
  `nft add rule ip doctor to ip daddr ${service} dnat to numgen random mod 1 map { 0 : 198.51.100.1 }`,
  'nft add chain ip doctor from { type nat hook postrouting priority 100; }',
  'nft add rule ip doctor from oifname net1 masquerade fully-random',
]

/** Calls a service's address, which nftables on a router turns into the server's, as it turns the client's into its own. */
export const natProbe: WireProbe<Fetched> = {
  name: 'nat',
  network: probeNetwork(
    [
      {
        name: 'nat-a',
        addresses: { net0: '192.0.2.1/24' },
        instructions: ['ip route replace default via 192.0.2.254'],
      },
      {
        name: 'nat-r',
        addresses: { net0: '192.0.2.254/24', net1: '198.51.100.254/24' },
        instructions: ['sysctl net/ipv4/ip_forward 1', ...rules],
      },
      { name: 'nat-b', addresses: { net0: '198.51.100.1/24' } },
    ],
    [{ ends: ['nat-a:net0', 'nat-r:net0'] }, { ends: ['nat-r:net1', 'nat-b:net0'] }],
  ),
  act: (host, waitMs) => fetchOnce(host, { server: 'nat-b', client: 'nat-a', address: service, sizeBytes, waitMs }),
  judge: judgeNat,
}

export function judgeNat({ arrivedBytes, said }: Fetched): Judgement {
  if (arrivedBytes === sizeBytes) {
    return { status: 'ok', detail: 'nftables translated a destination and a source, and the answer back' }
  }
  return { status: 'problem', detail: `nftables took the rules, and no answer came through them: ${said}` }
}
