import { describe, expect, it } from 'vitest'
import { decode, exists, filterPackets, parseFilter, where } from '@underlay/packet'
import type { DisplayFilter, Packet } from '@underlay/packet'
import { samples as all } from './build/samples.ts'

const chosen = [
  'echo request',
  'echo reply',
  'echo without data',
  'ipip',
  'ipip of tcp',
  '6in4',
  'vlan',
  'two vlans',
  'arp request',
  'arp reply',
  'icmp unreachable',
  'tcp syn',
  'tcp data',
  'udp data',
  'vxlan',
  'ipv6 echo',
  'vlan of vxlan',
]
const samples = all.filter(({ name }) => chosen.includes(name))

const packets = samples.map(({ linkType, bytes }, index): Packet => ({
  number: index + 1,
  interfaceId: 0,
  timestampNs: 1_700_000_000_000_000_000n + BigInt(index) * 500_000_000n,
  capturedLength: bytes.length,
  originalLength: bytes.length,
  linkType,
  bytes,
  comments: ['c', 'another'],
}))
const capture = { packets, interfaces: [{ tap: 'gw0:eth1' }] }

function namesOf(filter: DisplayFilter | string): readonly string[] {
  return filterPackets(capture, filter).map(({ number }) => samples[number - 1]?.name ?? '')
}

describe('where filters go beyond Wireshark 4.0', () => {
  it('knows the innermost layer without brackets', () => {
    expect(namesOf('ip.dst#-1 == 10.1.8.10')).toEqual(['6in4'])
  })

  it('knows xor, also between more than two', () => {
    expect(namesOf('vlan xor vxlan')).toEqual(['vlan', 'two vlans', 'vxlan'])
    expect(namesOf('vlan ^^ vxlan ^^ arp')).not.toContain('two vlans')
  })

  it('takes the value first, and flags in lower case', () => {
    expect(namesOf('10.1.5.10 == arp.src.proto_ipv4 && arp.opcode == 1')).toEqual(['two vlans', 'arp request'])
    expect(namesOf('tcp.flags.syn == true')).toEqual(['tcp syn'])
    expect(namesOf('63 < ip.ttl#1')).toEqual([])
    expect(namesOf('62 < ip.ttl#1')).not.toEqual([])
  })

  it('compares with negative numbers as numbers', () => {
    expect(namesOf('tcp.srcport > -1')).toEqual(['ipip of tcp', 'tcp syn', 'tcp data'])
    expect(namesOf('udp.srcport -udp.dstport == -1 && ip')).toEqual(['udp data'])
  })

  it('does not count what an ICMP error quotes', () => {
    expect(namesOf('count(ip) == 2 && icmp')).toEqual(['ipip', 'vxlan', 'vlan of vxlan'])
  })
})

describe('what an ICMP error quotes', () => {
  const unreachable = samples.findIndex(({ name }) => name === 'icmp unreachable') + 1

  it('counts when it is asked for', () => {
    const filter = 'icmp.type == 3 && udp.dstport == 33434 && ip.src#2 && frame.protocols contains "icmp:ip:udp"'
    expect(filterPackets(capture, filter)).toEqual([])
    expect(filterPackets(capture, filter, { quotations: true }).map(({ number }) => number)).toEqual([unreachable])
  })

  it('is not counted else', () => {
    const found = filterPackets(capture, 'ip.src#2 && frame.protocols contains "ip:ip:icmp"')
    expect(found.map(({ number }) => samples[number - 1]?.name)).toEqual(['ipip'])
  })
})

describe('the fields of a frame', () => {
  it('are those of the packet and its interface', () => {
    expect(namesOf('frame.number == 1 && frame.interface_name == "gw0:eth1" && frame.comment == "c"')).toEqual([
      'echo request',
    ])
    expect(namesOf('frame.time_epoch == 1700000000.5')).toEqual(['echo reply'])
    expect(namesOf('frame.time_relative in {0.5..1.0}')).toEqual(['echo reply', 'echo without data'])
  })

  it('are not there for layers alone', () => {
    const layers = decode(samples[0] ?? { bytes: new Uint8Array(0), linkType: 1 })
    expect(parseFilter('icmp').matches(layers)).toBe(true)
    expect(parseFilter('frame.number').matches(layers)).toBe(false)
    expect(parseFilter('frame.interface_name').matches(layers, { interfaceName: 'a:b' })).toBe(true)
    expect(parseFilter('frame[0:2] == 02:00').matches(layers)).toBe(true)
  })
})

describe('a filter in TypeScript', () => {
  it.each<[DisplayFilter, string]>([
    [where('ip.src').equals('10.1.5.10').and(exists('icmp')), 'ip.src == 10.1.5.10 && icmp'],
    [where('ip.src#2').equals('10.98.0.0/16'), 'ip.src#2 == 10.98.0.0/16'],
    [where('ip.ttl').differs(63).or(exists('arp').not()), 'ip.ttl != 63 || !arp'],
    [where('tcp.flags.syn').equals(true), 'tcp.flags.syn == true'],
    [where('tcp.port').isIn([80, [8000, 8080]]), 'tcp.port in {80, 8000..8080}'],
    [where('tcp.port').isIn([80]).not(), 'tcp.port not in {80}'],
    [where('frame.len').isAbove(100).xor('vlan'), 'frame.len > 100 ^^ vlan'],
    [where('frame.len').isAtMost(60), 'frame.len <= 60'],
    [where('frame.protocols').contains('ip:ip'), 'frame.protocols contains "ip:ip"'],
    [where('frame.protocols').matches('^eth:.*"\\d'), String.raw`frame.protocols matches "^eth:.*\"\\d"`],
    [where('data.data').contains(Uint8Array.of(1, 255)), 'data.data contains 01:ff'],
    [where('data.data').contains('mark'), 'data.data contains "mark"'],
    [where('eth.addr').equals('02:00:0a:01:05:0a'), 'eth.addr == 02:00:0a:01:05:0a'],
    [where('ipv6.addr').isBelow('fe80::1').and('ip or arp'), 'ipv6.addr < fe80::1 && (ip || arp)'],
    [where('frame.time').isAtLeast('2023-11-14T22:13:21Z'), 'frame.time >= "2023-11-14T22:13:21Z"'],
    [where('frame.time_relative').isBelow(0.5), 'frame.time_relative < 0.5'],
    [where('frame.comment').equals('ü"\\\n'), 'frame.comment == "ü\\"\\\\\n"'],
    [exists('ip#2').and(exists('_ws.malformed').not()), 'ip#2 && !_ws.malformed'],
  ])('is the text %s', (filter, text) => {
    expect(String(filter)).toBe(text)
    expect(String(parseFilter(text))).toBe(text)
    expect(namesOf(filter)).toEqual(namesOf(text))
  })

  it('is checked by its types', () => {
    // @ts-expect-error a TTL is a number
    expect(() => where('ip.ttl').equals('63 or 1')).toThrow('63 or 1 is no number')
    // @ts-expect-error no such field
    expect(() => where('ip.scr')).toThrow('no field or protocol is named ip.scr')
    // @ts-expect-error no such protocol
    expect(() => exists('icmp || arp')).toThrow('no field or protocol')
  })

  it('takes no other filter in place of a value', () => {
    expect(() => where('ip.src').equals('10.1.5.10 || arp')).toThrow('is no IPv4 address')
    expect(namesOf(where('frame.comment').equals('c" || frame.comment != "'))).toEqual([])
  })
})

describe('the text of a filter', () => {
  it.each([
    ['ip  and(arp  or not  vlan)', 'ip && (arp || !vlan)'],
    ['not ip.src eq 10.1.5.10', '!(ip.src == 10.1.5.10)'],
    ['((ip)) && (tcp && udp)', 'ip && tcp && udp'],
    ['ip || arp && tcp', 'ip || (arp && tcp)'],
    ['ip.src ~= 10.1.5.10', 'ip.src !== 10.1.5.10'],
    ['eth.src[ 0 : 3 ] eq 02-00-0a', 'eth.src[0:3] == 02-00-0a'],
    ['eth.src[0,2-3,-1,4:,:2]==02', 'eth.src[0,2-3,-1,4:,0:2] == 02'],
    ['ip.ttl#[1-2,-1]==63', 'ip.ttl#[1-2,-1] == 63'],
    ['ip.ttl#[1]==63', 'ip.ttl#1 == 63'],
    ['all tcp.port>1024', 'all tcp.port > 1024'],
    ['tcp.flags&2', 'tcp.flags & 2'],
    ['not tcp.flags & 2', '!(tcp.flags & 2)'],
    ['ip.len=={ip.ttl+1}*2-{1-ip.ttl}', 'ip.len == {ip.ttl + 1} * 2 - {1 - ip.ttl}'],
    ['max( tcp.srcport,tcp.dstport )>=80', 'max(tcp.srcport, tcp.dstport) >= 80'],
    ['tcp.port in{80,443,1..9}', 'tcp.port in {80, 443, 1..9}'],
    ['! tcp.port in {80}', 'tcp.port not in {80}'],
    ['!!tcp.port in {80}', '!(tcp.port not in {80})'],
    ['data~r"\\d"', 'data matches r"\\d"'],
    ["ip.ttl == '?'", "ip.ttl == '?'"],
  ])('%s is %s', (text, canonical) => {
    expect(String(parseFilter(text))).toBe(canonical)
    expect(String(parseFilter(canonical))).toBe(canonical)
  })
})
