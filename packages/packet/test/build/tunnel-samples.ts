import { concat, text, u16, u32 } from './bytes.ts'
import * as frames from './frames.ts'

const { ethernet, geneve, gre, icmpEcho, ipv4, ipv6, mplsLabel, udp, vlanTag } = frames
const mark = text('underlay mark 0123456789')
const nothing = new Uint8Array(0)
const echo = ipv4(1, icmpEcho(8, 1, mark))
const short = ipv4(1, icmpEcho(8, 2, text('x')))
const echo6 = ipv6(17, udp(5000, 5001, mark))
const frame = ethernet(0x0800, echo)
const outer = { src: '10.1.5.10', dst: '10.1.8.10' }
const inIp = (protocol: number, payload: Uint8Array): Uint8Array => ethernet(0x0800, ipv4(protocol, payload, outer))
const inUdp = (port: number, payload: Uint8Array): Uint8Array => inIp(17, udp(49152, port, payload))
const routes = concat(u16(0x0800), Uint8Array.of(0, 4), u32(0x0a010501), u32(0))
const options = concat(u16(0x0102), Uint8Array.of(0x80, 1), u32(7), u16(0x0103), Uint8Array.of(1, 0))
const authentication = concat(Uint8Array.of(4, 4), u16(0), u32(0x1234), u32(9), new Uint8Array(12).fill(0xab))

/** Tunnels and tags on Ethernet, by name. */
export const tunnelSamples: Readonly<Record<string, Uint8Array>> = {
  'QinQ of a customer tag': ethernet(0x88a8, vlanTag(100, 0x8100, vlanTag(42, 0x0800, echo))),
  'QinQ of ip': ethernet(0x88a8, vlanTag(100, 0x0800, echo)),
  'QinQ of two service tags': ethernet(0x88a8, vlanTag(100, 0x88a8, vlanTag(42, 0x0800, echo))),
  'QinQ of three tags': ethernet(0x88a8, vlanTag(100, 0x88a8, vlanTag(42, 0x8100, vlanTag(1, 0x0800, echo)))),
  'QinQ of 0x9100': ethernet(0x9100, vlanTag(100, 0x8100, vlanTag(42, 0x0800, echo))),
  'QinQ with a length': ethernet(0x88a8, vlanTag(100, 24, mark)),
  'QinQ padded': concat(ethernet(0x88a8, vlanTag(100, 0x0800, echo)), new Uint8Array(5)),
  'vlan padded': concat(ethernet(0x8100, vlanTag(100, 0x0800, echo)), new Uint8Array(5)),
  'vlan filled up': concat(ethernet(0x8100, vlanTag(100, 0x0800, short)), new Uint8Array(17)),
  'QinQ filled up': concat(ethernet(0x88a8, vlanTag(9, 0x8100, vlanTag(100, 0x0800, short))), new Uint8Array(12)),
  'QinQ with a trailer': concat(ethernet(0x88a8, vlanTag(9, 0x0800, short)), new Uint8Array(13).fill(1)),
  'filled up with a trailer': concat(ethernet(0x0800, short), new Uint8Array(20)),
  'filled up with a checksum': concat(ethernet(0x0800, short), new Uint8Array(21).fill(1)),
  'a trailer and a checksum': concat(frame, new Uint8Array(5).fill(1)),
  'a short trailer': concat(ethernet(0x0800, short), new Uint8Array(10)),
  'a trailer in vxlan': inUdp(4789, frames.vxlan(7, concat(ethernet(0x0800, short), new Uint8Array(21)))),
  'a service tag in a customer tag': ethernet(0x8100, vlanTag(100, 0x88a8, vlanTag(42, 0x0800, echo))),
  'three vlans': ethernet(0x8100, vlanTag(100, 0x8100, vlanTag(42, 0x8100, vlanTag(43, 0x86dd, echo6)))),
  'mpls of ip': ethernet(0x8847, mplsLabel(100, true, echo)),
  'mpls of two labels': ethernet(0x8847, mplsLabel(100, false, mplsLabel(200, true, echo))),
  'mpls of ipv6, multicast': ethernet(0x8848, mplsLabel(100, false, mplsLabel(2, true, echo6))),
  'mpls of the null label': ethernet(0x8847, mplsLabel(0, true, echo)),
  'mpls padded': concat(ethernet(0x8847, mplsLabel(100, true, echo)), new Uint8Array(5)),
  'mpls of ethernet': ethernet(0x8847, mplsLabel(300, true, concat(u32(7), frame))),
  'mpls of a channel of ip': ethernet(0x8847, mplsLabel(13, true, concat(u32(0x10000021), echo))),
  'mpls of a channel of ipv6': ethernet(0x8847, mplsLabel(300, true, concat(u32(0x10000057), echo6))),
  'mpls of neither': ethernet(0x8847, mplsLabel(300, true, concat(Uint8Array.of(0x77), mark))),
  'mpls in ip': inIp(137, mplsLabel(100, true, echo)),
  'mpls in udp': inUdp(6635, mplsLabel(100, true, echo)),
  'ethernet in ip': inIp(143, frame),
  'gre of ip': inIp(47, gre(0, 0x0800, nothing, echo)),
  'gre of ipv6': inIp(47, gre(0, 0x86dd, nothing, echo6)),
  'gre with a key': inIp(47, gre(0x2000, 0x0800, u32(77), echo)),
  'gre with all': inIp(47, gre(0xb000, 0x0800, concat(u32(0), u32(77), u32(5)), echo)),
  'gre with a wrong checksum': inIp(47, concat(u16(0x8000), u16(0x0800), u16(0x1234), u16(0), echo)),
  'gre with a route': inIp(47, gre(0x4000, 0x0800, concat(u32(0), routes), echo)),
  'gre of ethernet with a key': inIp(47, gre(0x2000, 0x6558, u32(77), frame)),
  'gre of mpls': inIp(47, gre(0, 0x8847, nothing, mplsLabel(100, true, echo))),
  'gre of something': inIp(47, gre(0, 0x1234, nothing, mark)),
  'gre of nothing': inIp(47, gre(0, 0, nothing, nothing)),
  'gre of pptp without payload': inIp(47, gre(0x2081, 0x880b, concat(u32(7), u32(9)), nothing)),
  'gre in ipv6': ethernet(0x86dd, ipv6(47, gre(0x8000, 0x6558, u32(0), frame))),
  'gre in gre': inIp(47, gre(0x2000, 0x0800, u32(1), ipv4(47, gre(0x2000, 0x0800, u32(2), echo)))),
  geneve: inUdp(6081, geneve({ vni: 0xabcd, type: 0x6558 }, frame)),
  'geneve with options': inUdp(6081, geneve({ vni: 1, type: 0x6558, options, flags: 0x40 }, frame)),
  'geneve of ip': inUdp(6081, geneve({ vni: 1, type: 0x0800 }, echo)),
  'geneve of ipv6, control': inUdp(6081, geneve({ vni: 1, type: 0x86dd, flags: 0xc0 }, echo6)),
  'geneve of something': inUdp(6081, geneve({ vni: 1, type: 0x1234 }, mark)),
  'geneve with an option too long': inUdp(
    6081,
    geneve({ vni: 1, type: 0x0800, options: concat(u16(0x0102), Uint8Array.of(0x80, 9), u32(7)) }, echo),
  ),
  'vxlan from its port': inIp(17, udp(4789, 49152, frames.vxlan(7, frame))),
  'authentication header': inIp(51, concat(authentication, echo)),
  'authentication header in ipv6': ethernet(0x86dd, ipv6(51, concat(authentication, echo))),
}
