import { writePcap } from '@underlay/sdk'
import { concat, text, u16, u32 } from '../../packages/packet/test/build/bytes.ts'
import * as frames from '../../packages/packet/test/build/frames.ts'

const { arp, ethernet, icmpEcho, icmpv6, ipv4, ipv6, tcp, udp, vlanTag, vxlan } = frames

const nodes = { src: '10.1.5.10', dst: '10.1.8.10' }
const here = { src: 'fd00::81:4', dst: 'fd00::193:193' }
const timestamps = (count: number): Uint8Array => concat(u32(0x0101080a), u32(count), u32(count + 7))
const payload = (count: number, length: number): Uint8Array => new Uint8Array(length).fill(count & 0xff)
const segment = (count: number, length: number): Uint8Array =>
  ipv4(6, tcp(payload(count, length), { flags: 0x18, seq: 1000 + count, ack: 2000, options: timestamps(count) }))
const echo = (count: number): Uint8Array => ipv4(1, icmpEcho(8, count & 0xffff, payload(count, 56)))
const inVxlan = (packet: Uint8Array): Uint8Array =>
  ethernet(0x0800, ipv4(17, udp(49588, 4789, vxlan(4096, ethernet(0x0800, packet))), nodes))
const inIpip = (packet: Uint8Array): Uint8Array => ethernet(0x0800, ipv4(4, packet, nodes))
const question = concat(
  u32(0x2b2b0100),
  u32(0x00010000),
  u32(0),
  text('\u0003app\u0007default\u0003svc\u0000'),
  u32(0x10001),
)
const keepalive = concat(new Uint8Array(16).fill(0xff), u16(19), Uint8Array.of(4))

/** One packet of each kind that a lab's taps see, with the share in a hundred. */
const kinds: readonly (readonly [number, (count: number) => Uint8Array])[] = [
  [22, (count) => inIpip(segment(count, 1428))],
  [20, (count) => inIpip(segment(count, 0))],
  [10, (count) => inVxlan(segment(count, 1398))],
  [10, (count) => inVxlan(echo(count))],
  [12, (count) => inIpip(echo(count))],
  [8, (count) => ethernet(0x0800, segment(count, 512))],
  [4, () => ethernet(0x0800, ipv4(6, bgpSegment(keepalive), nodes))],
  [4, () => ethernet(0x0806, arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], ['00:00:00:00:00:00', '10.1.5.11']))],
  [4, () => ethernet(0x0800, ipv4(17, udp(40000, 53, question)))],
  [4, (count) => ethernet(0x86dd, ipv6(58, icmpv6(128, concat(u32(count), payload(count, 56)), here), here))],
  [2, (count) => ethernet(0x8100, vlanTag(42, 0x0800, echo(count)))],
]

function bgpSegment(message: Uint8Array): Uint8Array {
  const whole = tcp(message, nodes)
  whole.set(u16(179), 2)
  return whole
}

/** A classic pcap of `count` packets, the kinds spread evenly. */
export function mixedCapture(count: number): Uint8Array {
  const hundred = kinds.flatMap(([share, build]) => Array.from({ length: share }, () => build))
  // 37 has no divisor in common with 100: the kinds take turns.
  const packets = Array.from({ length: count }, (_, index) => {
    const bytes = hundred[(index * 37) % 100]?.(index) ?? new Uint8Array(0)
    return { timestampNs: 1_700_000_000_000_000_000n + BigInt(index) * 20_000n, bytes }
  })
  return writePcap({ linkType: 1, packets })
}
