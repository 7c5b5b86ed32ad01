import { isIp } from '@underlay/configs'
import type { Spawner } from '../host/host.ts'
import { run } from '../host/run.ts'
import type { LostPacket } from './lost-packet.ts'
import type { PlaceKernel } from './place-kernel.ts'
import { readKernel } from './read-kernel.ts'

// A place is asked once: each program is a few milliseconds, each round trip more. What a place lacks says so in its section.
const script = `
show() { echo "@@ $1"; shift; "$@" 2>&1; echo; }
show addr ip -j -d addr
show route ip -j -4 route
show route6 ip -j -6 route
show neigh ip -j neigh
show fdb bridge -j fdb
show ports bridge -j -d link
show qdisc tc -s -j qdisc
show nft nft -j list ruleset
show settings grep -H . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/forwarding
show netstat cat /proc/self/net/netstat
show snmp cat /proc/self/net/snmp
for lookup; do show "get $lookup" ip -j route get $lookup; done
`

/**
 * Asks the kernel of a place everything at once: what it has, and where it would send the packet.
 *
 * @param tunnel the CNI's tunnel device, by which a packet comes out of its tunnel.
 */
export async function lookAtKernel(
  host: Spawner,
  place: string,
  packet: LostPacket = {},
  tunnel?: string,
): Promise<PlaceKernel> {
  return readKernel(await run(host, place, ['sh', '-c', script, 'look', ...lookupsOf(packet, tunnel)]))
}

/** The questions to the routes that a packet raises: there, as it came, and back to whom it came from. */
export function lookupsOf({ from, to, outer, device }: LostPacket, tunnel?: string): readonly string[] {
  const inner = { from, to, by: outer === undefined || device === undefined ? device : tunnel }
  const pairs = [...(outer === undefined ? [] : [{ ...outer, by: device }]), inner]
  const questions = pairs.flatMap((pair) => {
    const [source, destination] = [pair.from, pair.to].map((text) => (isIp(text ?? '') ? text : undefined))
    const came = isDevice(pair.by) && source !== undefined ? ` from ${source} iif ${pair.by}` : undefined
    return [
      ...(destination === undefined ? [] : [destination]),
      ...(destination === undefined || came === undefined ? [] : [destination + came]),
      ...(source === undefined ? [] : [source]),
    ]
  })
  return [...new Set(questions)]
}

function isDevice(name: string | undefined): name is string {
  return name !== undefined && /^[\w.@-]+$/.test(name)
}
