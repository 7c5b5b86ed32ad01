import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode, encode, frameProtocols } from '@underlay/packet'
import type { EncodableLayer } from '@underlay/packet'
import { findEncodeFaults, findFaults, readAllFields } from './faults.ts'

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

describe('64 KiB in less than 50 ms', () => {
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
    [
      'of VXLAN in VXLAN',
      [{ name: 'raw' }, ...many(1200, ip, { name: 'udp', fields: { 'udp.checksum': 0 } }, { name: 'vxlan' }, frame)],
    ],
  ])('%s', (_, layers) => {
    const packet = encode(layers)
    expect(packet.bytes.length).toBeGreaterThan(55_000)
    // The best of five: a busy machine is not what is measured.
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now()
      expect(findFaults(packet)).toEqual([])
      readAllFields(packet)
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(50)
  })
})
