import { concat, text, u16, u32 } from './bytes.ts'
import * as frames from './frames.ts'
import { bgpSamples } from './bgp-samples.ts'
import { dnsSamples } from './dns-samples.ts'
import { tunnelSamples } from './tunnel-samples.ts'

const { arp, ethernet, icmpEcho, icmpError, icmpv6, ipv4, ipv6, sll, sll2, tcp, udp, vlanTag, vxlan } = frames

/** A packet of every shape that the decoder reads, by name. */
export interface Sample {
  readonly name: string
  readonly linkType: number
  readonly bytes: Uint8Array
}

const outer = { src: '10.1.5.10', dst: '10.1.8.10' }
const here = { src: 'fd00::81:4', dst: 'fd00::193:193' }
const zeroMac = '00:00:00:00:00:00'
const mark = text('underlay mark 0123456789')

export const echo = ipv4(1, icmpEcho(8, 1, mark))
export const ipip = ethernet(0x0800, ipv4(4, echo, { ...outer, id: 0x77 }))
const request = arp(1, ['02:00:0a:01:05:0a', '10.1.5.10'], [zeroMac, '10.1.5.11'])
const reply = arp(2, ['02:00:0a:01:05:0b', '10.1.5.11'], ['02:00:0a:01:05:0a', '10.1.5.10'])
const echo6 = ipv6(58, icmpv6(128, concat(u16(7), u16(3), mark), here), here)
const solicit = { src: 'fe80::1', dst: 'ff02::1:ff00:2' }
const synOptions = concat(u16(0x0204), u16(1410), u16(0x0402), u16(0x080a), u32(7), u32(9), Uint8Array.of(1, 3, 3, 10))
const tunnelled = vxlan(4096, ethernet(0x0800, echo))
const target = frames.address('fe80::2')
const ext = (next: number): Uint8Array => Uint8Array.of(next, 0, 5, 2, 0, 0, 1, 0)
const outer6 = { src: 'fd00:10:1:5::10', dst: 'fd00:10:1:8::10', hopLimit: 64 }
const advertise = { src: 'fe80::2', dst: 'fe80::1', hopLimit: 255 }
const routers = { src: 'fe80::1', dst: 'ff02::2', hopLimit: 255 }
const reports = { src: 'fe80::1', dst: 'ff02::16', hopLimit: 1 }
const macOption = (type: number): Uint8Array => concat(Uint8Array.of(type, 1), Uint8Array.of(2, 0, 10, 1, 5, 11))
const routing = (next: number): Uint8Array =>
  concat(Uint8Array.of(next, 2, 4, 0, 0, 0), u16(0), frames.address('fd00::9'))
/** An error of ICMPv6 that quotes an echo request. */
export const icmpv6Error = (type: number, code: number, rest = 0): Uint8Array =>
  ethernet(0x86dd, ipv6(58, icmpv6(type, concat(u32(rest), echo6), outer6, code), outer6))

function of(linkType: number, packets: Readonly<Record<string, Uint8Array>>): readonly Sample[] {
  return Object.entries(packets).map(([name, bytes]) => ({ name, linkType, bytes }))
}

export const samples: readonly Sample[] = [
  ...of(1, {
    'echo request': ethernet(0x0800, echo),
    'echo reply': ethernet(0x0800, ipv4(1, icmpEcho(0, 1, mark))),
    'echo without data': ethernet(0x0800, ipv4(1, icmpEcho(8, 2, new Uint8Array(0)))),
    'padded echo': concat(ethernet(0x0800, ipv4(1, icmpEcho(8, 2, text('x')))), new Uint8Array(17)),
    ipip,
    'ipip of tcp': ethernet(0x0800, ipv4(4, ipv4(6, tcp(mark)), outer)),
    '6in4': ethernet(0x0800, ipv4(41, echo6, outer)),
    '4in6': ethernet(0x86dd, ipv6(4, echo)),
    vlan: ethernet(0x8100, vlanTag(42, 0x0800, echo)),
    'two vlans': ethernet(0x8100, vlanTag(42, 0x8100, vlanTag(43, 0x0806, request))),
    'arp request': ethernet(0x0806, request),
    'arp reply': ethernet(0x0806, reply),
    'arp padded': concat(ethernet(0x0806, reply), new Uint8Array(18)),
    'icmp unreachable': ethernet(0x0800, ipv4(1, icmpError(3, 1, 0, ipv4(17, udp(5000, 33434, mark))))),
    'icmp too big': ethernet(0x0800, ipv4(1, icmpError(3, 4, 1480, ipv4(4, echo, outer)))),
    'icmp redirect': ethernet(0x0800, ipv4(1, icmpError(5, 1, 0x0a010501, echo))),
    'icmp time exceeded': ethernet(0x0800, ipv4(1, icmpError(11, 0, 0, echo))),
    'tcp syn': ethernet(0x0800, ipv4(6, tcp(new Uint8Array(0), { flags: 2, ack: 0, options: synOptions }))),
    'tcp data': ethernet(0x0800, ipv4(6, tcp(mark, { flags: 0x1d8 }))),
    'udp data': ethernet(0x0800, ipv4(17, udp(5000, 5001, mark))),
    'udp empty': ethernet(0x0800, ipv4(17, udp(5000, 5001, new Uint8Array(0)))),
    vxlan: ethernet(0x0800, ipv4(17, udp(49588, 4789, tunnelled), outer)),
    'first fragment': ethernet(0x0800, ipv4(1, icmpEcho(8, 9, mark), { fragment: 0x2000 })),
    'later fragment': ethernet(0x0800, ipv4(1, mark, { fragment: 0x00b9 })),
    'ip options': ethernet(0x0800, ipv4(1, icmpEcho(8, 9, mark), { options: Uint8Array.of(1, 1, 1, 0), tos: 0xb9 })),
    'ip router alert': ethernet(0x0800, ipv4(253, mark, { options: Uint8Array.of(148, 4, 0, 0) })),
    'ip record route': ethernet(
      0x0800,
      ipv4(1, icmpEcho(8, 9, mark), { options: Uint8Array.of(7, 11, 8, 10, 1, 5, 1, 0, 0, 0, 0, 0) }),
    ),
    'ip timestamps': ethernet(
      0x0800,
      ipv4(1, icmpEcho(8, 9, mark), { options: concat(u32(0x440c0900), u32(5), u32(0)) }),
    ),
    'ip timestamps with addresses': ethernet(
      0x0800,
      ipv4(1, icmpEcho(8, 9, mark), { options: concat(u32(0x440c0d11), u32(0x0a010501), u32(5)) }),
    ),
    'ip stream id': ethernet(0x0800, ipv4(1, icmpEcho(8, 9, mark), { options: Uint8Array.of(136, 4, 0, 7) })),
    'ip option of no length': ethernet(0x0800, ipv4(1, icmpEcho(8, 9, mark), { options: Uint8Array.of(7, 40, 4, 0) })),
    'tcp sack': ethernet(
      0x0800,
      ipv4(6, tcp(mark, { options: concat(u32(0x01010512), u32(900000), u32(900100), u32(900200), u32(900300)) })),
    ),
    'tcp md5': ethernet(0x0800, ipv4(6, tcp(mark, { options: concat(u32(0x01011312), new Uint8Array(16).fill(7)) }))),
    'tcp user timeout': ethernet(0x0800, ipv4(6, tcp(mark, { options: Uint8Array.of(28, 4, 0x80, 5) }))),
    'tcp options after their end': ethernet(0x0800, ipv4(6, tcp(mark, { options: Uint8Array.of(1, 0, 0, 0) }))),
    'igmp and the like': ethernet(0x0800, ipv4(253, mark)),
    'unknown ethertype': ethernet(0x88b5, mark),
    'ipv6 echo': ethernet(0x86dd, echo6),
    'ipv6 solicitation': ethernet(0x86dd, ipv6(58, icmpv6(135, concat(u32(0), target), solicit), solicit)),
    'ipv6 solicitation with a source': ethernet(
      0x86dd,
      ipv6(58, icmpv6(135, concat(u32(0), target, macOption(1)), solicit), solicit),
    ),
    'ipv6 advertisement': ethernet(
      0x86dd,
      ipv6(58, icmpv6(136, concat(u32(0x60000000), target, macOption(2)), advertise), advertise),
    ),
    "ipv6 advertisement of a router's": ethernet(
      0x86dd,
      ipv6(58, icmpv6(136, concat(u32(0x80000000), target), advertise), advertise),
    ),
    'ipv6 router solicitation': ethernet(0x86dd, ipv6(58, icmpv6(133, concat(u32(0), macOption(1)), routers), routers)),
    'ipv6 listener report': ethernet(
      0x86dd,
      ipv6(
        0,
        concat(ext(58), icmpv6(143, concat(u32(1), u32(0x04000000), frames.address('ff02::2')), reports)),
        reports,
      ),
    ),
    'ipv6 no route': icmpv6Error(1, 0, 0),
    'ipv6 address unreachable': icmpv6Error(1, 3, 0),
    'ipv6 port unreachable': icmpv6Error(1, 4, 0),
    'ipv6 too big': icmpv6Error(2, 0, 1430),
    'ipv6 time exceeded': icmpv6Error(3, 0, 0),
    'ipv6 parameter problem': icmpv6Error(4, 1, 6),
    'ipv6 in ipv6': ethernet(0x86dd, ipv6(41, echo6, outer6)),
    'ipv6 destination options': ethernet(
      0x86dd,
      ipv6(60, concat(ext(58), icmpv6(128, concat(u32(1), mark), here)), here),
    ),
    'ipv6 routing header': ethernet(
      0x86dd,
      ipv6(43, concat(routing(58), icmpv6(128, concat(u32(1), mark), here)), here),
    ),
    'ipv6 first fragment': ethernet(
      0x86dd,
      ipv6(44, concat(Uint8Array.of(58, 0), u16(1), u32(99), icmpv6(128, concat(u32(1), mark), here)), here),
    ),
    'ipv6 udp': ethernet(0x86dd, ipv6(17, udp(5000, 5001, mark), here)),
    'ipv6 padded': concat(ethernet(0x86dd, ipv6(59, new Uint8Array(0))), new Uint8Array(6)),
    'vxlan over ipv6': ethernet(0x86dd, ipv6(17, udp(49588, 4789, tunnelled), outer6)),
    'vxlan of ipv6': ethernet(0x0800, ipv4(17, udp(49588, 4789, vxlan(4096, ethernet(0x86dd, echo6))), outer)),
    'vxlan over ipv6 of ipv6 in a vlan': ethernet(
      0x86dd,
      ipv6(17, udp(49588, 4789, vxlan(4096, ethernet(0x8100, vlanTag(42, 0x86dd, echo6)))), outer6),
    ),
    'vlan of vxlan': ethernet(0x8100, vlanTag(42, 0x0800, ipv4(17, udp(49588, 4789, tunnelled), outer))),
    'ipv6 hop by hop': ethernet(0x86dd, ipv6(0, concat(ext(58), icmpv6(128, concat(u32(1), mark), here)), here)),
    'ipv6 later fragment': ethernet(0x86dd, ipv6(44, concat(Uint8Array.of(17, 0), u16(0x05a8), u32(99), mark))),
    'ipv6 tcp': ethernet(0x86dd, ipv6(6, tcp(mark, here), here)),
    'ipv6 no next header': ethernet(0x86dd, ipv6(59, new Uint8Array(0))),
  }),
  ...of(1, tunnelSamples),
  ...of(1, bgpSamples),
  ...of(1, dnsSamples),
  ...of(101, { 'raw echo': echo, 'raw ipv6': echo6, 'raw ipip': ipv4(4, echo, outer) }),
  ...of(113, { 'sll echo': sll(0x0800, echo), 'sll arp': sll(0x0806, request) }),
  ...of(276, { 'sll2 echo': sll2(0x0800, echo), 'sll2 ipip': sll2(0x0800, ipv4(4, echo, outer)) }),
  ...of(0, { 'loopback echo': concat(Uint8Array.of(2, 0, 0, 0), echo), 'loopback ipv6': concat(u32(30), echo6) }),
]

/** Packets that are broken, by name. */
export const brokenSamples: readonly Sample[] = of(1, {
  'short ethernet': ipip.slice(0, 10),
  'short ip': ipip.slice(0, 25),
  'ip of version 5': ethernet(0x0800, concat(Uint8Array.of(0x55), echo.slice(1))),
  'ip header of 16 bytes': ethernet(0x0800, concat(Uint8Array.of(0x44), echo.slice(1))),
  'ip total length of 3': ethernet(0x0800, ipv4(1, icmpEcho(8, 1, mark), { totalLength: 3 })),
  'short icmp': ethernet(0x0800, ipv4(1, Uint8Array.of(8, 0, 1))),
  'tcp offset of 3': ethernet(
    0x0800,
    ipv4(6, concat(tcp(mark).slice(0, 12), Uint8Array.of(0x30), tcp(mark).slice(13))),
  ),
  'udp length of 4': ethernet(0x0800, ipv4(17, concat(udp(1, 2, mark).slice(0, 4), u16(4), u16(0), mark))),
  'short vxlan': ethernet(0x0800, ipv4(17, udp(1, 4789, text('abc')))),
  'short inner ip': ethernet(0x0800, ipv4(4, echo.slice(0, 12), outer)),
  'short arp': ethernet(0x0806, request.slice(0, 20)),
  'short geneve': ethernet(0x0800, ipv4(17, udp(1, 6081, Uint8Array.of(2, 0, 8, 0, 0, 0, 1, 0, 1, 1, 1)))),
  'short gre': ethernet(0x0800, ipv4(47, Uint8Array.of(0xb0, 0, 8, 0, 0, 0, 0, 0))),
  'gre routes without end': ethernet(0x0800, ipv4(47, concat(u32(0x40000800), u32(0), u32(0x08000004), u32(1)))),
  'mpls without bottom': ethernet(0x8847, concat(u32(0x00064040), u16(0))),
  'short QinQ': ethernet(0x88a8, u32(0x006488a8)),
  'ah of 8 bytes': ethernet(0x0800, ipv4(51, concat(u32(0x04000000), u32(1), u32(1)))),
  'short ipv6': ethernet(0x86dd, echo6.slice(0, 30)),
})
