import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createRowPager,
  createTcpNumbering,
  decode,
  encode,
  field,
  formatRows,
  packetRecord,
  printable,
  readCapture,
  rowPages,
  summarize,
  summarizeAll,
  writePcapng,
} from '@underlay/packet'
import type { Packet, Row } from '@underlay/packet'
import { brokenSamples, icmpv6Error, samples } from './build/samples.ts'
import { skipWhile } from './skip-while.ts'
import { readWithTshark, whyNoTshark } from './tshark.ts'

const missing = whyNoTshark()
const recordings = join(import.meta.dirname, 'fixtures/recordings')

function rowOf(name: string): Row {
  const sample = [...samples, ...brokenSamples].find((each) => each.name === name)
  if (sample === undefined) throw new Error(`no sample ${name}`)
  const { bytes, linkType } = sample
  const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
  const packet: Packet = { number: 7, interfaceId: 0, timestampNs: 5n, linkType, bytes, ...lengths }
  return summarize(packet, decode(packet))
}

describe('summarize', () => {
  it('puts outer and inner addresses side by side', () => {
    expect(rowOf('ipip')).toEqual({
      number: 7,
      timeSeconds: 0,
      outer: { source: '10.1.5.10', destination: '10.1.8.10', ttl: 63 },
      inner: { source: '10.98.81.4', destination: '10.98.193.193', ttl: 63 },
      protocol: 'ICMP',
      lengthBytes: 86,
      info: 'Echo (ping) request  id=0x002a, seq=1/256, ttl=63',
    })
  })

  it('has no inner addresses for a packet that is not encapsulated, quotations included', () => {
    expect(rowOf('echo reply').inner).toBeUndefined()
    expect(rowOf('icmp too big').inner).toBeUndefined()
  })

  it('takes the hardware addresses where there is no IP', () => {
    expect(rowOf('arp request').outer).toEqual({ source: '02:00:0a:01:05:0a', destination: '02:00:0a:01:05:0b' })
  })

  it.each([
    ['echo reply', 'ICMP', 'Echo (ping) reply    id=0x002a, seq=1/256, ttl=63'],
    ['arp request', 'ARP', 'Who has 10.1.5.11? Tell 10.1.5.10'],
    ['arp reply', 'ARP', '10.1.5.11 is at 02:00:0a:01:05:0b'],
    ['icmp unreachable', 'ICMP', 'Destination unreachable (Host unreachable)'],
    ['icmp too big', 'ICMP', 'Destination unreachable (Fragmentation needed), mtu=1480'],
    ['icmp redirect', 'ICMP', 'Redirect             (Redirect for host)'],
    ['icmp time exceeded', 'ICMP', 'Time-to-live exceeded (Time to live exceeded in transit)'],
    ['tcp data', 'TCP', '41234 → 80 [PSH, ACK, ECE, CWR, AE] Seq=1000 Ack=2000 Win=64860 Len=24'],
    ['tcp syn', 'TCP', '41234 → 80 [SYN] Seq=1000 Win=64860 Len=0 MSS=1410 SACK_PERM TSval=7 TSecr=9 WS=1024'],
    ['udp data', 'UDP', '5000 → 5001 Len=24'],
    ['later fragment', 'IPv4', 'Fragmented IP protocol (proto=ICMP 1, off=1480, ID=1234)'],
    ['igmp and the like', 'IPv4', 'Unknown (253)'],
    ['unknown ethertype', '0x88b5', 'Ethernet type 0x88b5'],
    ['ipv6 echo', 'ICMPv6', 'Echo (ping) request id=0x0007, seq=3, hop limit=63'],
    ['ipv6 solicitation', 'ICMPv6', 'Neighbor Solicitation for fe80::2'],
    ['ipv6 advertisement', 'ICMPv6', 'Neighbor Advertisement fe80::2 (sol, ovr) is at 02:00:0a:01:05:0b'],
    ["ipv6 advertisement of a router's", 'ICMPv6', 'Neighbor Advertisement fe80::2 (rtr)'],
    ['ipv6 router solicitation', 'ICMPv6', 'Router Solicitation from 02:00:0a:01:05:0b'],
    ['ipv6 no route', 'ICMPv6', 'Destination Unreachable (no route to destination)'],
    ['ipv6 too big', 'ICMPv6', 'Packet Too Big'],
    ['ipv6 time exceeded', 'ICMPv6', 'Time Exceeded (hop limit exceeded in transit)'],
    ['ipv6 later fragment', 'IPv6', 'IPv6 fragment (off=1448 more=n ident=0x00000063 nxt=17)'],
    ['ipv6 no next header', 'IPv6', 'IPv6 no next header'],
    ['gre of something', 'GRE', 'Encapsulated 0x1234 (unknown)'],
    ['geneve of something', 'Geneve', 'Encapsulated 0x1234 (unknown)'],
    ['mpls of neither', 'MPLS', 'MPLS Label Switched Packet'],
    ['bgp open and keepalive', 'BGP', 'OPEN Message, KEEPALIVE Message'],
    ['bgp notification', 'BGP', 'NOTIFICATION Message'],
    ['dns query', 'DNS', 'Standard query 0x2b2b A app.default.svc.cluster.local'],
    ['dns no such name', 'DNS', 'Standard query response 0x0001 No such name A app.default.svc.cluster.local SOA ns.x'],
    ['short inner ip', 'malformed', '[Malformed Packet: ip header needs 20 bytes, 12 are left]'],
  ])('says of %s: %s %s', (name, protocol, info) => {
    expect([rowOf(name).protocol, rowOf(name).info]).toEqual([protocol, info])
  })
})

describe('summarizeAll as tshark', () => {
  beforeEach(skipWhile(missing))

  it('says of every IPv6 message what tshark says, each code of an error too', () => {
    const errors = [1, 2, 3, 4].flatMap((type) => Array.from({ length: 8 }, (_, code) => icmpv6Error(type, code)))
    const named = samples.filter(({ name }) => name.startsWith('ipv6') && name !== 'ipv6 udp').map(({ bytes }) => bytes)
    const packets = [...named, ...errors].map((bytes) => ({ interfaceId: 0, timestampNs: 0n, bytes }))
    const file = writePcapng({ interfaces: [{ name: 'a', linkType: 1 }], packets })
    const theirs = readWithTshark(file, ['_ws.col.Protocol', '_ws.col.Info'])
    const ours = readCapture(file).packets.map((packet) => summarize(packet, decode(packet)))
    expect(ours.map(({ protocol, info }) => [protocol, info.replace(/^Type .*/, '')])).toEqual(
      theirs.map((row) => [row['_ws.col.Protocol']?.[0], row['_ws.col.Info']?.[0]]),
    )
  })

  it.each(readdirSync(recordings))('gives the Protocol and Info columns of %s', (name) => {
    const bytes = readFileSync(join(recordings, name))
    const theirs = readWithTshark(bytes, ['_ws.col.Protocol', '_ws.col.Info'], ['tcp.desegment_tcp_streams:FALSE'])
    const ours = summarizeAll(readCapture(bytes).packets).map(({ protocol, info }) => `${protocol} ${info}`)
    // What tshark knows of other packets is no part of a packet's row.
    const columns = theirs.map((row) => `${row['_ws.col.Protocol']?.[0]} ${row['_ws.col.Info']?.[0]}`)
    expect(ours).toEqual(columns.map((text) => text.replace(/ \((request in|reply in|no response) .*\)/, '').trim()))
  })
})

describe('formatRows', () => {
  const { packets } = readCapture(readFileSync(join(recordings, 'cross.gw0.eth2.pcap')))

  it('aligns the columns', () => {
    const table = formatRows(summarizeAll(packets.slice(0, 2), { interfaces: [{ name: 'gw0:eth2' }] }))
    expect(table.split('\n')).toEqual([
      'No.      Time  Tap       Outer                  Inner                       Protocol  Length    TTL  Info',
      '  1  0.000000  gw0:eth2  10.1.5.10 → 10.1.8.10  10.98.81.4 → 10.98.193.193  ICMP         148  63/63  Echo (ping) request  id=0x002a, seq=1/256, ttl=63',
      '  2  0.000424  gw0:eth2  10.1.8.10 → 10.1.5.10  10.98.193.193 → 10.98.81.4  ICMP         148  64/63  Echo (ping) reply    id=0x002a, seq=1/256, ttl=63',
    ])
  })

  it('leaves the tap and the inner column out when no row has them', () => {
    expect(formatRows([rowOf('echo request')]).split('\n')[0]).toBe(
      'No.      Time  Source → destination        Protocol  Length  TTL  Info',
    )
  })

  it('colours on request only', () => {
    expect(formatRows([rowOf('echo request')])).not.toContain('\u001b')
    expect(formatRows([rowOf('echo request')], { color: true })).toContain('\u001b[35m')
  })

  it('lets no control character of a capture through', () => {
    const [first] = summarizeAll(packets.slice(0, 1), { interfaces: [{ name: 'net0\u001b[2J\u202e' }] })
    expect(first?.tap).toBe('net0\\u{1b}[2J\\u{202e}')
    expect(printable('a\nb → c')).toBe('a\\u{a}b → c')
  })
})

const text = (packets: readonly Packet[]): string => Array.from(rowPages(packets)).join('')

function words(table: string): readonly (readonly string[])[] {
  const lines = table.trimEnd().split('\n')
  return lines.map((line) => line.trim().split(/ {2,}/))
}

function lastOf(page: string | undefined): number {
  return page?.trimEnd().split('\n').at(-1)?.indexOf('ICMP') ?? Number.NaN
}

describe('rowPages', () => {
  const frames = Array.from({ length: 600 }, (_, index) => {
    const { bytes, linkType } =
      samples.find(({ name }) => name === (index < 300 ? 'echo reply' : 'ipip')) ?? samples[0]!
    return { number: index + 1, interfaceId: 0, timestampNs: BigInt(index) * 7_000_000n, linkType, bytes }
  }).map((frame): Packet => ({ ...frame, capturedLength: frame.bytes.length, originalLength: frame.bytes.length }))

  it('prints what formatRows prints, but for the widths', () => {
    expect(words(text(frames)).slice(1)).toEqual(words(formatRows(summarizeAll(frames))).slice(1))
  })

  it('has one heading, whole lines in each page, and columns that grow no narrower', () => {
    const pages = Array.from(rowPages(frames))
    expect(pages).toHaveLength(3)
    expect(pages.every((page) => page.endsWith('\n') && !page.startsWith('\n'))).toBe(true)
    expect(pages.join('').match(/No\./g)).toHaveLength(1)
    expect(pages.join('').split('\n')).toHaveLength(602)
    expect(lastOf(pages[2])).toBeGreaterThanOrEqual(lastOf(pages[0]))
  })

  it('is a heading for no packets', () => {
    expect(text([])).toMatch(/^No\. .*Info\n$/)
  })

  it('gives the same as UTF-8, each page its own', () => {
    const pages = Array.from(rowPages(frames, { encoded: true, color: true }))
    expect(new TextDecoder().decode(Buffer.concat(pages))).toBe(Array.from(rowPages(frames, { color: true })).join(''))
  })

  it('needs a packet no longer than until the next: a file is read through one buffer', () => {
    const shared = new Uint8Array(1 << 10)
    function* reused(): Generator<Packet> {
      for (const frame of frames) {
        shared.set(frame.bytes)
        yield { ...frame, bytes: shared.subarray(0, frame.bytes.length) }
        shared.fill(0xee)
      }
    }
    expect(Array.from(rowPages(reused())).join('')).toBe(text(frames))
  })
})

describe('createRowPager', () => {
  const [row] = summarizeAll([
    {
      number: 1,
      interfaceId: 0,
      timestampNs: 0n,
      linkType: 1,
      bytes: new Uint8Array(60),
      capturedLength: 60,
      originalLength: 60,
    },
  ])

  it('gives the heading before there are rows, and then nothing for none', () => {
    const pageOf = createRowPager({ interfaces: [{ name: 'control-plane:net0' }, { name: 'gw0:eth1' }] })
    const [heading, none, next] = [pageOf([]), pageOf([]), pageOf([{ ...row!, tap: 'gw0:eth1' }])]
    expect([heading.trimEnd().split('\n').length, none, next.split('\n').length]).toEqual([1, '', 2])
    // The widest tap has its place from the start.
    expect(heading.indexOf('Outer')).toBe(next.indexOf('00:00:00'))
  })

  it('stands over the columns of a tunnel before there is a packet', () => {
    const { bytes, linkType } = samples.find(({ name }) => name === 'ipip') ?? samples[0]!
    const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
    const rows = summarizeAll([{ number: 1, interfaceId: 0, timestampNs: 0n, linkType, bytes, ...lengths }])
    const pageOf = createRowPager()
    const [heading, line] = [pageOf([]), pageOf(rows)]
    expect(heading.indexOf('Inner')).toBe(line.indexOf(rows[0]?.inner?.source ?? '?'))
    expect(heading.indexOf('Protocol')).toBe(line.indexOf('ICMP'))
    expect(heading.indexOf('Info')).toBe(line.indexOf('Echo'))
  })
})

describe('packetRecord', () => {
  it('says all of a packet in what JSON can hold', () => {
    const { bytes, linkType } = samples.find(({ name }) => name === 'ipip') ?? samples[0]!
    const lengths = { capturedLength: bytes.length, originalLength: bytes.length }
    const packet = { number: 3, interfaceId: 0, timestampNs: 1_500_000_000_000_000_001n, linkType, bytes, ...lengths }
    const layers = decode(packet)
    const record = packetRecord(packet, layers, summarize(packet, layers, { interfaces: [{ name: 'worker:net0' }] }))
    const read: unknown = JSON.parse(JSON.stringify(record))
    expect(read).toMatchObject({
      number: 3,
      tap: 'worker:net0',
      time: '2017-07-14T02:40:00.000000001Z',
      protocols: 'eth:ethertype:ip:ip:icmp:data',
      layers: ['eth', 'ip', 'ip', 'icmp', 'data'].map((name) => ({ name })),
    })
    expect(read).toMatchObject({ layers: [{}, { fields: { 'ip.src': field(layers, 'ip.src#1') } }, {}, {}, {}] })
  })
})

const segment = (source: string, seq: number) =>
  decode(
    encode([
      { name: 'ip', fields: { 'ip.src': source, 'ip.dst': '10.1.8.10' } },
      { name: 'tcp', fields: { 'tcp.srcport': 4000, 'tcp.dstport': 80, 'tcp.seq_raw': seq } },
    ]),
  )

describe('createTcpNumbering', () => {
  it('forgets what came first when there are too many ends, for a capture may go on for weeks', () => {
    const number = createTcpNumbering()
    const seqs = () => [5000, 5010].map((seq) => number(segment('10.1.5.10', seq))?.seq)
    expect(seqs()).toEqual([1, 11])
    expect(seqs()).toEqual([1, 11])
    for (let end = 0; end < 65_536; end++) number(segment(`10.${end >> 8}.${end & 255}.1`, 1))
    expect([5010, 5020].map((seq) => number(segment('10.1.5.10', seq))?.seq)).toEqual([1, 11])
  })
})
