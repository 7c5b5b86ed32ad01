import type { TapTopology } from '@underlay/evidence'
import { concat, frame, ip, pods } from './packets.ts'
import type { Seen } from './captures.ts'

/** The mark of every packet here. */
export const mark = new TextEncoder().encode('sixteen bytes !!')

/** How the taps of the reference lab with VXLAN hang together. */
export const topology: TapTopology = {
  cables: [
    ['pod/a:eth0', 'node1:cali1'],
    ['node1:net0', 'br1:port1'],
    ['br1:port2', 'gw0:eth1'],
    ['br1:port3', 'node3:net0'],
    ['gw0:eth2', 'br2:port2'],
    ['br2:port1', 'node2:net0'],
    ['node2:cali2', 'pod/b:eth0'],
  ],
  stacks: [
    ['node1:vxlan.calico', 'node1:net0'],
    ['node2:vxlan.calico', 'node2:net0'],
  ],
  switches: ['br1', 'br2'],
}

/** The taps on the way from pod/a to pod/b, in its order. */
export const way = [
  'pod/a:eth0',
  'node1:cali1',
  'node1:vxlan.calico',
  'node1:net0',
  'br1:port1',
  'br1:port2',
  'gw0:eth1',
  'gw0:eth2',
  'br2:port2',
  'br2:port1',
  'node2:net0',
  'node2:vxlan.calico',
  'node2:cali2',
  'pod/b:eth0',
]

/** The MAC numbers and times to live of each link on the way: source, destination, inner, outer. */
const links: Readonly<Record<string, readonly [src: number, dst: number, inner: number, outer?: number]>> = {
  'pod/a:eth0': [1, 2, 64],
  'node1:cali1': [1, 2, 64],
  'node1:vxlan.calico': [3, 4, 63],
  'node1:net0': [5, 6, 63, 64],
  'br1:port1': [5, 6, 63, 64],
  'br1:port2': [5, 6, 63, 64],
  'br1:port3': [5, 6, 63, 64],
  'node3:net0': [5, 6, 63, 64],
  'gw0:eth1': [5, 6, 63, 64],
  'gw0:eth2': [7, 8, 63, 63],
  'br2:port2': [7, 8, 63, 63],
  'br2:port1': [7, 8, 63, 63],
  'node2:net0': [7, 8, 63, 63],
  'node2:vxlan.calico': [3, 4, 63],
  'node2:cali2': [9, 10, 62],
  'pod/b:eth0': [9, 10, 62],
}

/** An echo request or reply with the mark. */
export function marked(isRequest: boolean, seq = 1, id = 42): Uint8Array {
  return concat([isRequest ? 8 : 0, 0, 0, 0, id >> 8, id & 0xff, seq >> 8, seq & 0xff], mark)
}

/** What a tap on the way sees of the request from pod/a to pod/b; `payload` is what ICMP, TCP or UDP is. */
export function requestAt(tap: string, payload = marked(true), protocol = 1, id = 7): Uint8Array {
  const [src, dst, ttl, outer] = links[tap] ?? [1, 2, 64]
  const packet = ip(protocol, { src: pods.here, dst: pods.otherRack, ttl, id }, payload)
  return wrap(packet, { src, dst }, outer, ['10.1.5.10', '10.1.8.10'])
}

/** What a tap on the way sees of the answer from pod/b to pod/a. */
export function replyAt(tap: string, payload = marked(false), protocol = 1, id = 9): Uint8Array {
  const mirror = way[way.length - 1 - way.indexOf(tap)] ?? tap
  const [src, dst, ttl, outer] = links[mirror] ?? [1, 2, 64]
  const packet = ip(protocol, { src: pods.otherRack, dst: pods.here, ttl, id }, payload)
  return wrap(packet, { src: 100 + src, dst: 100 + dst }, outer, ['10.1.8.10', '10.1.5.10'])
}

function wrap(
  packet: Uint8Array,
  { src, dst }: { readonly src: number; readonly dst: number },
  outer: number | undefined,
  [from, to]: readonly [string, string],
): Uint8Array {
  return outer === undefined ? frame(packet, src, dst) : tunnelled(packet, outer, [src, dst], [from, to])
}

/** A packet in VXLAN between the nodes, with the time to live and the MAC numbers outside. */
export function tunnelled(
  packet: Uint8Array,
  ttl: number,
  [src, dst]: readonly [number, number],
  [from, to]: readonly [string, string] = ['10.1.5.10', '10.1.8.10'],
): Uint8Array {
  const inside = concat([8, 0, 0, 0, 0, 16, 0, 0], frame(packet, 3, 4))
  const udp = concat([0xc3, 0x50, 0x12, 0xb5], [(8 + inside.length) >> 8, (8 + inside.length) & 0xff, 0, 0], inside)
  return frame(ip(17, { src: from, dst: to, ttl }, udp), src, dst)
}

/** What taps saw of the request, and of the answer where `answered` says so. */
export function seenAt(taps: readonly string[], answered: readonly string[] = []): readonly Seen[] {
  return [...new Set([...taps, ...answered])].map((tap) => ({
    tap,
    frames: [...(taps.includes(tap) ? [requestAt(tap)] : []), ...(answered.includes(tap) ? [replyAt(tap)] : [])],
  }))
}
