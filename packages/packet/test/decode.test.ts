import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { decode, field, fieldAll, frameProtocols } from '@underlay/packet'
import type { Layer } from '@underlay/packet'
import { concat, text } from './build/bytes.ts'
import { ethernet, icmpError, ipv4, tcp, udp, vxlan } from './build/frames.ts'
import { brokenSamples, echo, ipip, samples } from './build/samples.ts'

function layersOf(name: string): readonly Layer[] {
  const sample = [...samples, ...brokenSamples].find((each) => each.name === name)
  if (sample === undefined) throw new Error(`no sample ${name}`)
  return decode(sample)
}

function withOptions(options: Uint8Array): readonly Layer[] {
  return decode({ linkType: 101, bytes: ipv4(6, tcp(new Uint8Array(0), { options })) })
}

describe('decode', () => {
  it('gives the layers outermost first, as places in the bytes', () => {
    expect(layersOf('ipip').map(({ name, start, length }) => [name, start, length])).toEqual([
      ['eth', 0, 14],
      ['ip', 14, 20],
      ['ip', 34, 20],
      ['icmp', 54, 8],
      ['data', 62, 24],
    ])
  })

  it('takes what a frame has behind its IP packet for padding', () => {
    expect(field(layersOf('padded echo'), 'data.len')).toBe(1)
    expect(field(layersOf('padded echo'), 'eth.padding')).toBe('00'.repeat(17))
    expect(field(layersOf('echo request'), 'eth.padding')).toBeUndefined()
  })

  it('keeps what an ICMP error quotes apart from the path', () => {
    const layers = layersOf('icmp too big')
    expect(frameProtocols(layers)).toBe('eth:ethertype:ip:icmp')
    const quoted = layers.at(-1)?.quoted ?? []
    expect(quoted.map(({ name }) => name)).toEqual(['ip', 'ip', 'icmp', 'data'])
    expect(field(quoted, 'ip.dst')).toBe('10.1.8.10')
    expect(field(layers, 'ip.src#2')).toBeUndefined()
  })

  it('takes the 8 bytes that old stacks quote of TCP for data, not for malformed', () => {
    const quotation = ipv4(6, tcp(text('x'))).slice(0, 28)
    const layers = decode({ linkType: 1, bytes: ethernet(0x0800, ipv4(1, icmpError(3, 0, 0, quotation))) })
    expect(layers.at(-1)?.quoted.map(({ name }) => name)).toEqual(['ip', 'data'])
  })

  it('reads VXLAN on 4789, and on the ports that it is told', () => {
    const flannel = ethernet(0x0800, ipv4(17, udp(5, 8472, vxlan(1, ethernet(0x0800, echo)))))
    expect(frameProtocols(decode({ linkType: 1, bytes: flannel }))).toBe('eth:ethertype:ip:udp:data')
    const layers = decode({ linkType: 1, bytes: flannel }, { vxlanPorts: [8472] })
    expect(frameProtocols(layers)).toBe('eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data')
    expect(field(layers, 'vxlan.vni')).toBe(1)
  })

  it('ends after 16 layers, the last of them the rest', () => {
    let packet = echo
    for (let depth = 0; depth < 40; depth++) packet = ipv4(4, packet)
    const layers = decode({ linkType: 101, bytes: packet })
    expect(layers.length).toBe(16)
    expect(layers.at(-1)?.name).toBe('data')
    expect(field(layers, 'data.len')).toBe(packet.length - 14 * 20)
  })

  it('reads all BGP messages of a segment, however many, each with its own fields', () => {
    expect(
      layersOf('bgp keepalives')
        .map(({ name }) => name)
        .slice(3),
    ).toEqual(Array.from({ length: 40 }, () => 'bgp'))
    expect(frameProtocols(layersOf('bgp keepalives'))).toBe('eth:ethertype:ip:tcp:bgp')
    const updates = layersOf('bgp of several updates')
    expect(fieldAll(updates, 'bgp.nlri_prefix#1')).toEqual([
      '10.98.81.0',
      '10.98.82.0',
      '0.0.0.0',
      '1.2.3.4',
      '10.128.0.0',
    ])
    expect(fieldAll(updates, 'bgp.prefix_length#1')).toEqual([26, 24, 0, 32, 9])
    expect(fieldAll(updates, 'bgp.withdrawn_prefix#2')).toEqual(['11.0.0.0'])
    expect(fieldAll(updates, 'bgp.update.path_attribute.as_path_segment.as4')).toEqual([64512, 64513])
    expect(fieldAll(layersOf('bgp open'), 'bgp.cap.type')).toEqual([1, 1, 2, 65, 64, 70])
  })

  it('gives a BGP message that goes on in the next segment no fields but its header', () => {
    const [open] = layersOf('bgp open').slice(3)
    const whole = samples.find(({ name }) => name === 'bgp open')?.bytes ?? new Uint8Array(0)
    const cut = decode({ linkType: 1, bytes: whole.slice(0, -10) })
    expect(Object.keys(cut.at(-1)?.fields ?? {})).toEqual(['bgp.marker', 'bgp.length', 'bgp.type', 'bgp.body'])
    expect([field(cut, 'bgp.length'), open?.length]).toEqual([open?.length, open?.length])
  })

  it('reads the names and records of DNS', () => {
    const answer = layersOf('dns answer')
    expect(field(answer, 'dns.qry.name')).toBe('app.default.svc.cluster.local')
    expect(fieldAll(answer, 'dns.resp.type')).toEqual([5, 1, 28, 2, 12, 33, 15, 16, 6, 41])
    expect(field(answer, 'dns.cname')).toBe('web.default.svc.cluster.local')
    expect(fieldAll(answer, 'dns.txt')).toEqual(['a=b', 'cd'])
    expect(fieldAll(layersOf('dns over tcp, two'), 'dns.length')).toEqual([47, 47])
    expect(frameProtocols(layersOf('dns over tcp, two'))).toBe('eth:ethertype:ip:tcp:dns')
  })

  it.each([
    ['a pointer to itself', Uint8Array.of(0xc0, 12), '<Name contains a pointer that loops>'],
    ['a pointer forwards', Uint8Array.of(0xc0, 14, 1, 97, 0), '<Name contains a pointer that loops>'],
    ['bytes that are no text', Uint8Array.of(3, 97, 7, 0xc3, 0), 'a\\007\\195'],
    ['the root', Uint8Array.of(0), '<Root>'],
  ])('ends a DNS name with %s', (_, name, expected) => {
    const header = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    const bytes = ipv4(17, udp(40000, 53, concat(header, name, Uint8Array.of(0, 1, 0, 1))))
    expect(field(decode({ linkType: 101, bytes }), 'dns.qry.name')).toBe(expected)
  })

  it('takes an unknown link type for data, and no bytes for no layers', () => {
    expect(decode({ linkType: 147, bytes: ipip }).map(({ name }) => name)).toEqual(['data'])
    expect(decode({ linkType: 147, bytes: new Uint8Array(0) })).toEqual([])
  })

  it('reads an offloaded segment whose total length is 0 to its end', () => {
    const layers = decode({ linkType: 101, bytes: ipv4(6, tcp(text('much data')), { totalLength: 0 }) })
    expect(field(layers, 'tcp.len')).toBe(9)
  })

  it.each([
    ['short ethernet', '_ws.malformed', 'eth header needs 14 bytes, 10 are left'],
    ['short ip', 'eth:ethertype:_ws.malformed', 'ip header needs 20 bytes, 11 are left'],
    ['ip of version 5', 'eth:ethertype:_ws.malformed', 'ip version is 5, not 4'],
    ['ip header of 16 bytes', 'eth:ethertype:_ws.malformed', 'ip header length is 16 bytes, at least 20 are needed'],
    ['ip total length of 3', 'eth:ethertype:_ws.malformed', "ip total length 3 is less than the header's 20 bytes"],
    ['short icmp', 'eth:ethertype:ip:_ws.malformed', 'icmp header needs 8 bytes, 3 are left'],
    ['tcp offset of 3', 'eth:ethertype:ip:_ws.malformed', 'tcp header length is 12 bytes, at least 20 are needed'],
    ['udp length of 4', 'eth:ethertype:ip:_ws.malformed', 'udp length is 4 bytes, at least 8 are needed'],
    ['short vxlan', 'eth:ethertype:ip:udp:_ws.malformed', 'vxlan header needs 8 bytes, 3 are left'],
    ['short inner ip', 'eth:ethertype:ip:_ws.malformed', 'ip header needs 20 bytes, 12 are left'],
    ['short arp', 'eth:ethertype:_ws.malformed', 'arp header needs 28 bytes, 20 are left'],
    ['short geneve', 'eth:ethertype:ip:udp:_ws.malformed', 'geneve header needs 16 bytes, 11 are left'],
    ['short gre', 'eth:ethertype:ip:_ws.malformed', 'gre header needs 16 bytes, 8 are left'],
    ['gre routes without end', 'eth:ethertype:ip:_ws.malformed', 'gre header needs 20 bytes, 16 are left'],
    ['mpls without bottom', 'eth:ethertype:_ws.malformed', 'mpls header needs 8 bytes, 6 are left'],
    ['short QinQ', 'eth:ethertype:_ws.malformed', 'ieee8021ad header needs 8 bytes, 4 are left'],
    ['ah of 8 bytes', 'eth:ethertype:ip:_ws.malformed', 'ah header length is 8 bytes, at least 12 are needed'],
    ['short ipv6', 'eth:ethertype:_ws.malformed', 'ipv6 header needs 40 bytes, 30 are left'],
  ])('makes %s a layer that says why', (name, protocols, message) => {
    expect(frameProtocols(layersOf(name))).toBe(protocols)
    expect(field(layersOf(name), '_ws.expert.message')).toBe(message)
  })

  it('sees a wrong checksum', () => {
    const bytes = echo.slice()
    bytes[8] = 1
    bytes[30] = 0xff
    const layers = decode({ linkType: 101, bytes })
    expect([field(layers, 'ip.checksum.status'), field(layers, 'icmp.checksum.status')]).toEqual([0, 0])
  })

  it('reads TCP options whose lengths lie without leaving the header', () => {
    expect(field(withOptions(Uint8Array.of(2, 0, 5, 130)), 'tcp.options.mss_val')).toBeUndefined()
    expect(field(withOptions(Uint8Array.of(2, 40, 5, 130)), 'tcp.options.mss_val')).toBeUndefined()
    expect(field(withOptions(Uint8Array.of(1, 1, 1, 2)), 'tcp.options.mss_val')).toBeUndefined()
    expect(
      field(withOptions(concat(Uint8Array.of(254, 4, 0, 0), Uint8Array.of(2, 4, 5, 130))), 'tcp.options.mss_val'),
    ).toBe(1410)
  })
})

describe('field', () => {
  it('takes the first layer, or the one that # counts', () => {
    const layers = layersOf('ipip')
    expect(field(layers, 'ip.src')).toBe('10.1.5.10')
    expect(field(layers, 'ip.src#1')).toBe('10.1.5.10')
    expect(field(layers, 'ip.src#2')).toBe('10.98.81.4')
    expect(field(layers, 'ip.src#-1')).toBe('10.98.81.4')
  })

  it('is undefined for a layer, a field or a place that is not there', () => {
    const layers = layersOf('ipip')
    const queries = ['ip.src#3', 'ip.src#0', 'ip.src#x', 'tcp.srcport', 'ip.nothing', 'constructor', '__proto__', '']
    expect(queries.map((query) => field(layers, query))).toEqual(queries.map(() => undefined))
  })

  it('types what it gives by the name', () => {
    const layers = layersOf('ipip')
    const ttl: number | undefined = field(layers, 'ip.ttl#2')
    const dontFragment: boolean | undefined = field(layers, 'ip.flags.df')
    expect([ttl, dontFragment]).toEqual([63, true])
  })
})

describe('fieldAll', () => {
  it('gives the values of all layers, and all that one header has', () => {
    expect(fieldAll(layersOf('ipip'), 'ip.src')).toEqual(['10.1.5.10', '10.98.81.4'])
    expect(fieldAll(layersOf('ipip'), 'ip.src#-1')).toEqual(['10.98.81.4'])
    const labels: readonly number[] = fieldAll(layersOf('mpls of two labels'), 'mpls.label')
    expect(labels).toEqual([100, 200])
    expect(field(layersOf('mpls of two labels'), 'mpls.label')).toBe(100)
    expect(fieldAll(layersOf('mpls of two labels'), 'mpls.label#1')).toEqual([100, 200])
    expect(layersOf('mpls of two labels')[1]?.fields).toMatchObject({ 'mpls.label': [100, 200] })
  })

  it('is empty for what is not there', () => {
    const queries = ['ip.src#3', 'ip.src#0', 'tcp.srcport', 'ip.nothing', 'geneve.option', '__proto__']
    expect(queries.flatMap((query) => fieldAll(layersOf('ipip'), query))).toEqual([])
  })
})

describe('fields', () => {
  const arp = layersOf('arp reply').at(-1)

  it('list what is there, and can be copied and printed', () => {
    expect(Object.keys(layersOf('echo request')[0]?.fields ?? {})).toEqual(['eth.dst', 'eth.src', 'eth.type'])
    expect({ ...arp?.fields }).toMatchObject({ 'arp.opcode': 2, 'arp.src.proto_ipv4': '10.1.5.11' })
    expect(JSON.parse(JSON.stringify(arp))).toMatchObject({ name: 'arp', start: 14, fields: { 'arp.hw.size': 6 } })
    expect(inspect(arp?.fields)).toContain("'arp.src.proto_ipv4': '10.1.5.11'")
  })

  it('are read only, and nothing of Object is among them', () => {
    expect(Reflect.set(arp?.fields ?? {}, 'arp.opcode', 1)).toBe(false)
    expect(Reflect.get(arp?.fields ?? {}, 'constructor')).toBeUndefined()
    expect('arp.opcode' in (arp?.fields ?? {})).toBe(true)
    expect('toString' in (arp?.fields ?? {})).toBe(false)
  })
})
