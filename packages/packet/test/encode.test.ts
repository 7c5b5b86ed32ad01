import { describe, expect, it } from 'vitest'
import { EncodeError, decode, encode, field, frameProtocols } from '@underlay/packet'
import type { EncodableLayer } from '@underlay/packet'

const eth: EncodableLayer = { name: 'eth', fields: { 'eth.src': '02:00:0a:01:05:0a', 'eth.dst': '02:00:0a:01:05:0b' } }
const outer: EncodableLayer = { name: 'ip', fields: { 'ip.src': '10.1.5.10', 'ip.dst': '10.1.8.10' } }
const inner: EncodableLayer = {
  name: 'ip',
  fields: { 'ip.src': '10.98.81.4', 'ip.dst': '10.98.193.193', 'ip.ttl': 63 },
}
const ipv6: EncodableLayer = { name: 'ipv6', fields: { 'ipv6.src': 'fd00::1', 'ipv6.dst': 'fd00::2' } }
const hi: EncodableLayer = { name: 'data', fields: { 'data.data': '6869' } }

function hex(layers: readonly EncodableLayer[]): string {
  return Buffer.from(encode(layers).bytes).toString('hex')
}

function refusal(layers: readonly EncodableLayer[]): EncodeError {
  try {
    encode(layers)
  } catch (error) {
    if (error instanceof EncodeError) return error
    throw error
  }
  throw new Error('it was encoded')
}

/** Written by hand from the RFCs, so that encoder and decoder cannot be wrong together. */
const vectors: readonly (readonly [string, readonly EncodableLayer[], readonly string[]])[] = [
  [
    'an echo request in IPIP',
    [eth, outer, inner, { name: 'icmp', fields: { 'icmp.ident': 1, 'icmp.seq': 2 } }],
    [
      '02000a01050b 02000a01050a 0800',
      '4500 0030 0000 0000 4004 59b5 0a01050a 0a01080a',
      '4500 001c 0000 0000 3f01 5458 0a625104 0a62c1c1',
      '0800 f7fc 0001 0002',
    ],
  ],
  [
    'a datagram in a VLAN',
    [
      eth,
      { name: 'vlan', fields: { 'vlan.id': 42, 'vlan.priority': 3 } },
      outer,
      { name: 'udp', fields: { 'udp.srcport': 1, 'udp.dstport': 2 } },
      hi,
    ],
    [
      '02000a01050b 02000a01050a 8100',
      '602a 0800',
      '4500 001e 0000 0000 4011 59ba 0a01050a 0a01080a',
      '0001 0002 000a 7658 6869',
    ],
  ],
  [
    'a SYN as Linux sends it, over IPv6',
    [
      ipv6,
      {
        name: 'tcp',
        fields: {
          'tcp.srcport': 0x1234,
          'tcp.dstport': 80,
          'tcp.seq_raw': 1,
          'tcp.flags.syn': true,
          'tcp.window_size_value': 0xfd5c,
          'tcp.options.mss_val': 1440,
          'tcp.options.sack_perm': true,
          'tcp.options.timestamp.tsval': 5,
          'tcp.options.wscale.shift': 7,
        },
      },
    ],
    [
      '60000000 0028 06 40 fd000000000000000000000000000001 fd000000000000000000000000000002',
      '1234 0050 00000001 00000000 a002 fd5c 3e29 0000',
      '020405a0 0402 080a 00000005 00000000 01030307',
    ],
  ],
  [
    'an ARP request',
    [
      eth,
      {
        name: 'arp',
        fields: {
          'arp.src.hw_mac': '02:00:0a:01:05:0a',
          'arp.src.proto_ipv4': '10.1.5.10',
          'arp.dst.proto_ipv4': '10.1.5.1',
        },
      },
    ],
    ['02000a01050b 02000a01050a 0806', '0001 0800 06 04 0001 02000a01050a 0a01050a 000000000000 0a010501'],
  ],
  [
    'a VXLAN header without a checksum around it',
    [
      outer,
      { name: 'udp', fields: { 'udp.srcport': 0xc000, 'udp.checksum': 0 } },
      { name: 'vxlan', fields: { 'vxlan.vni': 4096 } },
      eth,
    ],
    [
      '4500 0032 0000 0000 4011 59a6 0a01050a 0a01080a',
      'c000 12b5 001e 0000',
      '08000000 00100000',
      '02000a01050b 02000a01050a 88b5',
    ],
  ],
]

describe('encode', () => {
  it.each(vectors)('builds %s', (_, layers, lines) => {
    expect(hex(layers)).toBe(lines.join('').replaceAll(' ', ''))
  })

  it('tells the link type by the first layer, or takes it', () => {
    const first = (layer: EncodableLayer): number => encode([layer, outer, hi]).linkType
    const layers: readonly EncodableLayer[] = [
      eth,
      { name: 'raw' },
      outer,
      { name: 'null' },
      { name: 'sll' },
      { name: 'sll', fields: { 'sll.ifindex': 7 } },
    ]
    expect(layers.map(first)).toEqual([1, 101, 101, 0, 113, 276])
    expect(encode([hi], { linkType: 147 })).toEqual({ bytes: Uint8Array.of(0x68, 0x69), linkType: 147 })
    expect(frameProtocols(decode(encode([{ name: 'sll' }, outer, hi], { linkType: 276 })))).toBe(
      'sll:ethertype:ip:data',
    )
  })

  it('lets what is given win, so that packets are broken on purpose', () => {
    const fields = { ...outer.fields, 'ip.checksum': 0xbad, 'ip.len': 19, 'ip.proto': 6 }
    const layers = decode(encode([eth, { name: 'ip', fields }, hi]))
    expect(field(layers, '_ws.expert.message')).toBe("ip total length 19 is less than the header's 20 bytes")
    const wrong = decode(encode([outer, { name: 'udp', fields: { 'udp.checksum': 1 } }, hi]))
    expect(field(wrong, 'udp.checksum.status')).toBe(0)
  })

  it('changes a decoded packet, and derives what is left out', () => {
    const [, ip, ...rest] = decode(encode([eth, outer, { name: 'udp' }, hi]))
    if (ip?.name !== 'ip') throw new Error('no ip')
    const changed = encode([
      eth,
      { name: 'ip', fields: { ...ip.fields, 'ip.ttl': 1, 'ip.checksum': undefined } },
      ...rest,
    ])
    const layers = decode(changed)
    expect([
      field(layers, 'ip.ttl'),
      field(layers, 'ip.checksum.status'),
      field(layers, 'udp.checksum.status'),
    ]).toEqual([1, 1, 1])
  })

  it('quotes in an ICMP error what is given as quoted', () => {
    const layers = decode(
      encode([
        eth,
        outer,
        {
          name: 'icmp',
          fields: { 'icmp.type': 3, 'icmp.code': 4, 'icmp.mtu': 1480 },
          quoted: [inner, { name: 'udp' }, hi],
        },
      ]),
    )
    expect(frameProtocols(layers)).toBe('eth:ethertype:ip:icmp')
    expect(layers.at(-1)?.quoted.map(({ name }) => name)).toEqual(['ip', 'udp', 'data'])
    expect(field(layers, 'icmp.mtu')).toBe(1480)
  })
})

describe('EncodeError says where, what and the fix', () => {
  it.each<readonly [string, readonly EncodableLayer[], string]>([
    [
      'a value out of range',
      [eth, { name: 'ip', fields: { 'ip.ttl': 300 } }],
      'layer 1 (ip): ip.ttl is 300, no integer from 0 to 255; give one of these',
    ],
    [
      'an address of the other family',
      [{ name: 'ip', fields: { 'ip.src': 'fd00::1' } }],
      "layer 0 (ip): ip.src is 'fd00::1', no IPv4 address; give one, or use a layer of the other family",
    ],
    [
      'no address',
      [{ name: 'ipv6', fields: { 'ipv6.dst': 'here' } }],
      "layer 0 (ipv6): ipv6.dst is 'here', no IPv6 address; write it as 'fd00:10:1:5::10'",
    ],
    [
      'no MAC address',
      [{ name: 'eth', fields: { 'eth.src': '02:00' } }],
      "layer 0 (eth): eth.src is '02:00', no MAC address; write it as '02:00:0a:01:05:0a'",
    ],
    [
      'no hex digits',
      [{ name: 'raw' }, { name: 'data', fields: { 'data.data': 'hello' } }],
      "layer 1 (data): data.data is 'hello', no pairs of hex digits; write bytes as '0a1b'",
    ],
    [
      'fields that contradict each other',
      [{ name: 'ip', fields: { 'ip.flags': 2, 'ip.flags.df': false } }],
      'layer 0 (ip): ip.flags.df is false, but the bytes say true; leave it out, or what contradicts it',
    ],
    [
      'a field of another message',
      [outer, { name: 'icmp', fields: { 'icmp.mtu': 1480 } }],
      'layer 1 (icmp): icmp.mtu is 1480, but this header has no such field; leave it out, or what contradicts it',
    ],
    [
      'an option that the options do not have',
      [outer, { name: 'tcp', fields: { 'tcp.options': '01010100', 'tcp.options.mss_val': 1 } }],
      'layer 1 (tcp): tcp.options.mss_val is 1, but this header has no such field; leave it out, or what contradicts it',
    ],
    [
      'a header too long',
      [{ name: 'ip', fields: { 'ip.options': '00'.repeat(44) } }],
      'layer 0 (ip): ip.options makes the header 64 bytes, at most 60 fit; give at most 40 bytes',
    ],
    [
      'a payload too long',
      [outer, { name: 'data', fields: { 'data.data': '00'.repeat(65_516) } }],
      'layer 0 (ip): ip.len would be 65536, at most 65535 fit; carry less, or give the value',
    ],
    [
      'a quotation as layers',
      [outer, { name: 'icmp', fields: { 'icmp.type': 11 } }, inner],
      "layer 1 (icmp): of type 11 is an error, what follows it is a quotation; give the layers behind it as its 'quoted'",
    ],
    [
      'a quotation that is none',
      [{ name: 'udp', quoted: [inner] }],
      "layer 0 (udp): quotes nothing; give 'quoted' of icmp or icmpv6 only",
    ],
    [
      'a mistake in a quotation',
      [outer, { name: 'icmp', fields: { 'icmp.type': 11 }, quoted: [{ name: 'ip', fields: { 'ip.id': -1 } }] }],
      'layer 1 (icmp), quoted layer 0 (ip): ip.id is -1, no integer from 0 to 65535; give one of these',
    ],
    [
      'what could not be read',
      [eth, { name: 'malformed' }],
      'layer 1 (malformed): cannot be built; give its bytes as a layer data',
    ],
    [
      'no link type',
      [hi],
      'layer 0 (data): does not tell the link type; begin with eth, ip, ipv6, raw, sll or null, or give linkType',
    ],
    [
      'no layers',
      [],
      'layer 0 (none): does not tell the link type; begin with eth, ip, ipv6, raw, sll or null, or give linkType',
    ],
  ])('%s', (_, layers, message) => {
    expect(refusal(layers).message).toBe(message)
  })

  it('has the index, the field and the fix', () => {
    expect(refusal([eth, { name: 'ip', fields: { 'ip.id': 1.5 } }])).toMatchObject({
      layerIndex: 1,
      field: 'ip.id',
      fix: 'give one of these',
    })
  })

  it('and a wrong name is a mistake of types first', () => {
    // @ts-expect-error: the field is ip.ttl
    const field: EncodableLayer = { name: 'ip', fields: { 'ip.tttl': 1 } }
    // @ts-expect-error: the layer is ip
    const layer: EncodableLayer = { name: 'ipv4' }
    // @ts-expect-error: the field is ip's
    const other: EncodableLayer = { name: 'udp', fields: { 'ip.ttl': 1 } }
    // @ts-expect-error: an integer
    const value: EncodableLayer = { name: 'ip', fields: { 'ip.ttl': '1' } }
    expect([field, layer, other, value].map((each) => refusal([eth, each]).message.slice(0, 40))).toEqual([
      'layer 1 (ip): ip.tttl is no field of ip;',
      'layer 1 (ipv4): cannot be built; give it',
      'layer 1 (udp): ip.ttl is no field of udp',
      "layer 1 (ip): ip.ttl is '1', no integer ",
    ])
  })
})
