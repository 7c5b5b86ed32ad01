import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode, encode, fieldAll, frameProtocols } from '@underlay/packet'
import type { EncodableLayer } from '@underlay/packet'
import { fieldNames, findEncodeFaults, findFaults } from './faults.ts'

const folder = join(import.meta.dirname, 'corpus')

/**
 * Packets that broke something, here or elsewhere: `# what it is`, `# link type 1, eth:ethertype:ip:…` as it must be read,
 * and its bytes as hex digits.
 */
const corpus = readdirSync(folder).map((file) => {
  const [title = '', how = '', ...lines] = readFileSync(join(folder, file), 'utf8').split('\n')
  const [, linkType, protocols] = /^# link type (\d+), (.*)$/.exec(how) ?? []
  return { title: title.slice(2), linkType: Number(linkType), protocols, bytes: Buffer.from(lines.join(''), 'hex') }
})

describe('the corpus', () => {
  it.each(corpus)('$title', ({ bytes, linkType, protocols }) => {
    const packet = { bytes: Uint8Array.from(bytes), linkType }
    expect(packet.bytes.length).toBeGreaterThan(0)
    expect([...findFaults(packet), ...findEncodeFaults(packet)]).toEqual([])
    expect(frameProtocols(decode(packet))).toBe(protocols)
  })
})

const frame: EncodableLayer = { name: 'eth', fields: { 'eth.src': '02:00:0a:01:05:0a' } }
const ip: EncodableLayer = { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } }
const ip6: EncodableLayer = { name: 'ipv6', fields: { 'ipv6.src': 'fd00::1', 'ipv6.dst': 'fd00::2' } }

/** As many bytes of it as a packet of 64 KiB has. */
function fill(pattern: string): string {
  return pattern.repeat(Math.floor(130_000 / pattern.length))
}

function many(times: number, ...layers: readonly EncodableLayer[]): readonly EncodableLayer[] {
  return Array.from({ length: times }, () => layers).flat()
}

function bgp(type: number, body: string): readonly EncodableLayer[] {
  return [frame, ip, { name: 'tcp' }, { name: 'bgp', fields: { 'bgp.type': type, 'bgp.body': body } }]
}

function dns(body: string): readonly EncodableLayer[] {
  return [frame, ip, { name: 'udp' }, { name: 'dns', fields: { 'dns.id': 7, 'dns.flags': 0x8180, 'dns.body': body } }]
}

/** The best of up to five times: a busy machine is not what is measured. */
function bestMilliseconds(action: () => void): number {
  let best = Infinity
  for (let tries = 0; tries < 5 && best > 10; tries++) {
    const start = performance.now()
    action()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

function pointerTo(offset: number): string {
  return (0xc000 + offset).toString(16)
}

/** Pointers in the data of a first record, each to the one before, then records that all point to the last of them. */
function pointerChain(): string {
  const count = 8100
  const first = `00000a0001${'00000000'}${(2 * count).toString(16)}`
  const chain = Array.from({ length: count }, (_, index) => pointerTo(index === 0 ? 12 : 21 + 2 * index)).join('')
  return `00000d0000000000${first}${chain}${`${pointerTo(21 + 2 * count)}00010001000000000000`.repeat(3400)}`
}

/** Records whose name is their own place, or a pointer to a name of 250 bytes. */
function longNames(): string {
  const header = '0001130000000000'
  const name = `3f${'61'.repeat(63)}`.repeat(3) + '00'
  return `${header}${name}00010001${'c00c00010001000000000000'.repeat(0x1300)}`
}

describe('64 KiB are decoded, and each field is read, in less than 50 ms', () => {
  const data = (pattern: string): EncodableLayer => ({ name: 'data', fields: { 'data.data': fill(pattern) } })
  it.each<readonly [string, readonly EncodableLayer[]]>([
    ['of payload behind TCP', [frame, ip, { name: 'tcp' }, data('41')]],
    ['of tags', [frame, ...many(16_000, { name: 'vlan' })]],
    ['of IP in IP', [{ name: 'raw' }, ...many(3000, ip)]],
    ['of hop-by-hop headers', [frame, ip6, ...many(8000, { name: 'ipv6.hopopts' })]],
    ['of MPLS labels', [frame, { name: 'mpls', fields: { 'mpls.label': Array.from({ length: 16_000 }, () => 3) } }]],
    [
      'of MPLS without a bottom',
      [frame, { name: 'mpls', fields: { 'mpls.bottom': Array.from({ length: 16_000 }, () => 0) } }],
    ],
    ['of routes in GRE', [frame, ip, { name: 'gre', fields: { 'gre.routing': fill('08000000') } }]],
    [
      'of options of neighbour discovery',
      [frame, ip6, { name: 'icmpv6', fields: { 'icmpv6.type': 134, 'icmpv6.options': fill('0301000000000000') } }],
    ],
    [
      'of a quotation',
      [frame, ip, { name: 'icmp', fields: { 'icmp.type': 3 }, quoted: [ip, { name: 'udp' }, data('42')] }],
    ],
    [
      'of a message of unknown type',
      [frame, ip, { name: 'icmp', fields: { 'icmp.type': 200, 'icmp.data': fill('00') } }],
    ],
    ['of path attributes in BGP', bgp(2, `0000f000${'400100'.repeat(0x5000)}`)],
    ['of prefixes in BGP', bgp(2, `00000000${'00'.repeat(60_000)}`)],
    [
      'of AS numbers in BGP',
      bgp(2, `0000f0005002effc${`02ff${'00000001'.repeat(255)}`.repeat(60)}`.padEnd(2 * 0xf000 + 8, '0')),
    ],
    ['of keepalives in BGP', [frame, ip, { name: 'tcp' }, ...many(3000, { name: 'bgp' })]],
    ['of pointers in DNS', dns(pointerChain())],
    ['of long names in DNS', dns(longNames())],
    ['of questions in DNS', dns(`ffffffffffffffff${'0000010001'.repeat(12_000)}`)],
    ['of messages of DNS on TCP', [frame, ip, { name: 'tcp' }, ...many(4000, { name: 'dns' })]],
    [
      'of VXLAN in VXLAN',
      [{ name: 'raw' }, ...many(1200, ip, { name: 'udp', fields: { 'udp.checksum': 0 } }, { name: 'vxlan' }, frame)],
    ],
  ])('%s', (_, layers) => {
    const packet = encode(layers)
    expect(packet.bytes.length).toBeGreaterThan(55_000)
    expect(findFaults(packet)).toEqual([])
    expect(bestMilliseconds(() => decode(packet))).toBeLessThan(50)
    const decoded = decode(packet)
    const slow = fieldNames.filter((name) => bestMilliseconds(() => fieldAll(decoded, name)) > 50)
    expect(slow).toEqual([])
  })
})
