import { describe, expect, it } from 'vitest'
import { decode, encode } from '@underlay/packet'
import type { EncodableLayer, Layer } from '@underlay/packet'
import { dnsSamples } from './build/dns-samples.ts'

type DnsFields = Extract<EncodableLayer, { name: 'dns' }>['fields']

const ip: EncodableLayer = { name: 'ip', fields: { 'ip.src': '10.98.81.4', 'ip.dst': '10.96.0.10' } }

function inUdp(fields: DnsFields = {}): readonly EncodableLayer[] {
  return [ip, { name: 'udp' }, { name: 'dns', fields }]
}

function bytesOf(fields: DnsFields): string {
  return Buffer.from(encode(inUdp(fields)).bytes.slice(28)).toString('hex')
}

/** What messages say: without their bytes, and lengths that compression changes. */
function contents(layers: readonly Layer[]): readonly object[] {
  return layers.flatMap((layer) => {
    if (layer.name !== 'dns') return []
    const said = Object.entries(layer.fields).filter(([name]) => !/body|dns\.length|\.len$|\.labels/.test(name))
    return [Object.fromEntries(said)]
  })
}

describe('encode builds DNS', () => {
  // Written by hand from RFC 1035.
  it.each<readonly [string, DnsFields, string]>([
    [
      'a query',
      { 'dns.id': 7, 'dns.flags.recdesired': true, 'dns.qry.name': ['app.x'] },
      '0007 0100 0001 0000 0000 0000 03 617070 01 78 00 0001 0001',
    ],
    [
      'an answer',
      { 'dns.flags': 0x8180, 'dns.qry.name': ['x'], 'dns.a': ['10.96.0.1'], 'dns.resp.ttl': [30] },
      '0000 8180 0001 0001 0000 0000 01 78 00 0001 0001 01 78 00 0001 0001 0000001e 0004 0a600001',
    ],
    [
      'options',
      { 'dns.qry.name': ['<Root>'], 'dns.qry.type': [2], 'dns.resp.type': [41], 'dns.count.add_rr': 1 },
      '0000 0000 0001 0000 0000 0001 00 0002 0001 00 0029 04d0 00000000 0000',
    ],
    ['any message by its bytes', { 'dns.id': 1, 'dns.body': '000000' }, '0001 0000 000000'],
  ])('%s', (_, fields, hex) => {
    expect(bytesOf(fields)).toBe(hex.replaceAll(' ', ''))
  })

  it('with its length before it on TCP, and several in one segment', () => {
    const message: EncodableLayer = { name: 'dns', fields: { 'dns.id': 1, 'dns.qry.name': ['x'] } }
    const { bytes } = encode([ip, { name: 'tcp' }, message, message])
    const one = '001300010000000100000000000001780000010001'
    expect(Buffer.from(bytes.slice(40)).toString('hex')).toBe(one + one)
    expect(contents(decode({ bytes, linkType: 101 })).length).toBe(2)
  })

  it.each(['a..b', 'x'.repeat(64), `${'abcdefg.'.repeat(40)}x`, '\\999', '\u{1f600}'])(
    'refuses the name %s',
    (name) => {
      expect(() => bytesOf({ 'dns.qry.name': [name] })).toThrow(
        'no domain name; give labels of 1 to 63 bytes, 253 in all',
      )
    },
  )

  it('refuses what no record has a place for', () => {
    expect(() => bytesOf({ 'dns.qry.name': ['x'], 'dns.resp.type': [1], 'dns.a': ['10.0.0.1', '10.0.0.2'] })).toThrow(
      "dns.a is ['10.0.0.1', '10.0.0.2'], but the bytes say ['10.0.0.1']",
    )
  })

  it.each(Object.entries(dnsSamples).filter(([name]) => name !== 'dns update'))('what is read of: %s', (_, bytes) => {
    const layers = decode({ bytes, linkType: 1 })
    const carrier: EncodableLayer = { name: layers.some(({ name }) => name === 'tcp') ? 'tcp' : 'udp' }
    const wanted = contents(layers)
    const messages = wanted.map((fields) => ({ name: 'dns', fields }) as EncodableLayer)
    expect(contents(decode(encode([ip, carrier, ...messages])))).toEqual(wanted)
  })
})
