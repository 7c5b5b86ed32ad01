import { describe, expect, it } from 'vitest'
import { decode, encode, frameProtocols } from '@underlay/packet'
import type { EncodableLayer, Layer } from '@underlay/packet'
import { bgpSamples } from './build/bgp-samples.ts'

type BgpFields = Extract<EncodableLayer, { name: 'bgp' }>['fields']

const ip: EncodableLayer = { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } }

function segment(...messages: readonly BgpFields[]): readonly EncodableLayer[] {
  return [ip, { name: 'tcp' }, ...messages.map((fields = {}): EncodableLayer => ({ name: 'bgp', fields }))]
}

function bytesOf(...messages: readonly BgpFields[]): string {
  return Buffer.from(encode(segment(...messages)).bytes.slice(40)).toString('hex')
}

/** What messages say: without their bytes, how these are divided, and attributes that are read no further. */
function contents(layers: readonly Layer[]): readonly object[] {
  return layers.flatMap((layer) => {
    if (layer.name !== 'bgp') return []
    const said = Object.entries(layer.fields).filter(
      ([name]) => !/body|\.length|\.len$|flags|param|type_code/.test(name),
    )
    return [Object.fromEntries(said)]
  })
}

const header = 'ff'.repeat(16)

describe('encode builds BGP', () => {
  // Written by hand from RFC 4271.
  it.each<readonly [string, BgpFields, string]>([
    ['a KEEPALIVE', {}, '0013 04'],
    [
      'an OPEN',
      {
        'bgp.type': 1,
        'bgp.cap.4as': [64512],
        'bgp.open.identifier': '10.1.5.10',
        'bgp.cap.mp.afi': [1],
        'bgp.cap.type': [1, 2, 65],
      },
      '002d 01 04 fc00 005a 0a01050a 10 02 0e 01 04 0001 00 01 02 00 41 04 0000fc00',
    ],
    [
      'an UPDATE',
      {
        'bgp.type': 2,
        'bgp.nlri_prefix': ['10.98.81.0'],
        'bgp.prefix_length': [26],
        'bgp.update.path_attribute.next_hop': ['10.1.5.10'],
        'bgp.update.path_attribute.local_pref': [100],
      },
      '0031 02 0000 0015 40 01 01 00 40 02 00 40 03 04 0a01050a 40 05 04 00000064 1a 0a625100',
    ],
    [
      'a withdrawal',
      { 'bgp.type': 2, 'bgp.withdrawn_prefix': ['10.1.0.0'], 'bgp.prefix_length': [9] },
      '001a 02 0003 09 0a01 0000',
    ],
    [
      'a NOTIFICATION',
      { 'bgp.type': 3, 'bgp.notify.major_error': 6, 'bgp.notify.minor_error_cease': 2 },
      '0015 03 06 02',
    ],
    ['any message by its bytes', { 'bgp.type': 5, 'bgp.body': '00010001' }, '0017 05 0001 00 01'],
  ])('%s', (_, fields, hex) => {
    expect(bytesOf(fields)).toBe(header + hex.replaceAll(' ', ''))
  })

  it('several messages in one segment, and the rest of one', () => {
    expect(bytesOf({}, {})).toBe(`${header}001304${header}001304`)
    expect(bytesOf({ 'bgp.body': '0a62' })).toBe('0a62')
    expect(frameProtocols(decode(encode(segment({}, {}))))).toBe('raw:ip:tcp:bgp')
  })

  it('an AS number of four bytes stands for 23456 in the old place', () => {
    const [, , , open] = decode(encode(segment({ 'bgp.type': 1, 'bgp.cap.4as': [4_200_000_000] })))
    expect(open?.fields).toMatchObject({ 'bgp.open.myas': 23456, 'bgp.cap.4as': [4_200_000_000] })
  })

  it('refuses a prefix longer than an address, and one of the other family', () => {
    expect(() => bytesOf({ 'bgp.type': 2, 'bgp.nlri_prefix': ['10.0.0.0'], 'bgp.prefix_length': [33] })).toThrow(
      'layer 2 (bgp): bgp.prefix_length has 33, an address has 32 bits; give at most that',
    )
    expect(() => bytesOf({ 'bgp.type': 2, 'bgp.nlri_prefix': ['fd00::'] })).toThrow(
      "layer 2 (bgp): bgp.nlri_prefix is ['fd00::'], no array of IPv4 addresses; give one",
    )
  })

  it('refuses what no network, no message has a place for', () => {
    const lengths = { 'bgp.type': 2, 'bgp.nlri_prefix': ['10.1.0.0'], 'bgp.prefix_length': [16, 24] }
    expect(() => bytesOf(lengths)).toThrow('bgp.prefix_length is [16, 24], but the bytes say [16]')
    expect(() => bytesOf({ 'bgp.type': 4, 'bgp.nlri_prefix': ['10.1.0.0'] })).toThrow('this header has no such field')
    expect(() => bytesOf({ 'bgp.type': 2, 'bgp.mp_unreach_nlri_ipv6_prefix': ['FD00:0::'] })).not.toThrow()
  })

  const unreadable = ['bgp route refresh', 'bgp inside of a message']
  it.each(Object.entries(bgpSamples).filter(([name]) => !unreadable.includes(name)))(
    'what is read of: %s',
    (_, bytes) => {
      const wanted = contents(decode({ bytes, linkType: 1 }))
      const built = encode(segment(...(wanted as readonly BgpFields[])))
      expect(contents(decode(built))).toMatchObject(wanted)
    },
  )
})
