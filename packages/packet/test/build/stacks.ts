import * as fc from 'fast-check'
import { formatAddress } from '@underlay/packet'
import type { EncodableLayer } from '@underlay/packet'

type Stack = readonly EncodableLayer[]

const u8 = fc.nat(0xff)
const u16 = fc.nat(0xffff)
const u32 = fc.nat(0xffffffff)

function hexBytes(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'))
}

const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
})
const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => formatAddress(bytes))
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => formatAddress(bytes))

/** One layer whose fields are drawn, or left out to be derived. */
function layer<Name extends EncodableLayer['name']>(
  name: Name,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<EncodableLayer> {
  // The names are checked by encode itself: an unknown one is an error.
  return fc.record(fields, { requiredKeys: [] }).map((drawn) => ({ name, fields: drawn }) as unknown as EncodableLayer)
}

function stack(...parts: readonly fc.Arbitrary<EncodableLayer | Stack>[]): fc.Arbitrary<Stack> {
  return fc.tuple(...parts).map((drawn) => drawn.flat())
}

const data = layer('data', { 'data.data': hexBytes(1, 60) }).map((given) => {
  return given.name === 'data' && given.fields?.['data.data'] === undefined
    ? { ...given, fields: { 'data.data': 'ff' } }
    : given
})
const payload = fc.oneof(fc.constant<Stack>([]), stack(data))

const tcp = layer('tcp', {
  'tcp.srcport': fc.nat({ max: 0xffff }),
  'tcp.seq_raw': u32,
  'tcp.ack_raw': u32,
  // Without RST, whose payload tshark takes for a reason in words.
  'tcp.flags': fc.nat(0xfff).map((flags) => flags & 0xffb),
  'tcp.window_size_value': u16,
  'tcp.urgent_pointer': u16,
  'tcp.options.mss_val': u16,
  'tcp.options.wscale.shift': fc.nat(14),
  'tcp.options.sack_perm': fc.constant(true),
  'tcp.options.timestamp.tsval': u32,
})
// Ports that tshark takes for nothing in particular.
const udp = layer('udp', {
  'udp.srcport': fc.integer({ min: 40_000, max: 40_999 }),
  'udp.dstport': fc.integer({ min: 41_234, max: 41_237 }),
})
const echo = layer('icmp', { 'icmp.type': fc.constantFrom(0, 8), 'icmp.ident': u16, 'icmp.seq': u16 })
const echo6 = layer('icmpv6', {
  'icmpv6.type': fc.constantFrom(128, 129),
  'icmpv6.echo.identifier': u16,
  'icmpv6.echo.sequence_number': u16,
})
const neighbor = fc.oneof(
  layer('icmpv6', {
    'icmpv6.type': fc.constant(135),
    'icmpv6.nd.ns.target_address': ipv6,
    'icmpv6.opt.linkaddr': mac,
  }).map(withType(135)),
  layer('icmpv6', {
    'icmpv6.nd.na.target_address': ipv6,
    'icmpv6.nd.na.flag.s': fc.boolean(),
    'icmpv6.nd.na.flag.o': fc.boolean(),
    'icmpv6.opt.linkaddr': mac,
  }).map(withType(136)),
)

function withType(type: number) {
  return (given: EncodableLayer): EncodableLayer =>
    given.name === 'icmpv6' ? { ...given, fields: { ...given.fields, 'icmpv6.type': type } } : given
}

const ip = layer('ip', {
  'ip.dsfield': u8,
  'ip.id': u16,
  'ip.flags.df': fc.boolean(),
  'ip.ttl': fc.integer({ min: 1, max: 255 }),
  'ip.src': ipv4,
  'ip.dst': ipv4,
  'ip.options': fc.constantFrom('01010100', '94040000', '07070400000000'),
})
const ip6 = layer('ipv6', {
  'ipv6.tclass': u8,
  'ipv6.flow': fc.nat(0xfffff),
  'ipv6.hlim': fc.integer({ min: 1, max: 255 }),
  'ipv6.src': ipv6,
  'ipv6.dst': ipv6,
})
const extensions = fc.subarray<EncodableLayer>([
  { name: 'ipv6.hopopts', fields: { 'ipv6.hopopts.options': '05020000' } },
  { name: 'ipv6.dstopts' },
  { name: 'ipv6.routing', fields: { 'ipv6.routing.type': 253 } },
])
const arp = layer('arp', {
  'arp.opcode': fc.constantFrom(1, 2),
  'arp.src.hw_mac': mac,
  'arp.src.proto_ipv4': ipv4,
  'arp.dst.hw_mac': mac,
  'arp.dst.proto_ipv4': ipv4,
})
const messages = fc.array(
  fc.oneof(
    layer('bgp', { 'bgp.type': fc.constant(4) }),
    layer('bgp', {
      'bgp.cap.4as': fc.array(u32, { minLength: 1, maxLength: 1 }),
      'bgp.open.identifier': ipv4,
      'bgp.cap.mp.afi': fc.constant([1, 2]),
    }).map(ofType(1)),
    layer('bgp', {
      'bgp.update.path_attribute.next_hop': fc.array(ipv4, { minLength: 1, maxLength: 1 }),
      'bgp.update.path_attribute.local_pref': fc.array(u32, { minLength: 1, maxLength: 1 }),
      'bgp.update.path_attribute.as_path_segment.as4': fc.array(u32, { minLength: 1, maxLength: 5 }),
    }).map((given) => withNetworks(given)),
    layer('bgp', { 'bgp.notify.minor_error_cease': fc.nat(8) }).map(ofType(3)),
  ),
  { minLength: 1, maxLength: 3 },
)
const session = stack(
  fc.constant<EncodableLayer>({ name: 'tcp', fields: { 'tcp.srcport': 40_001, 'tcp.flags': 0x18 } }),
  messages,
)

function withNetworks(given: EncodableLayer): EncodableLayer {
  if (given.name !== 'bgp') return given
  const networks = { 'bgp.nlri_prefix': ['10.98.81.0', '10.98.85.128'], 'bgp.prefix_length': [26, 26] }
  return { ...given, fields: { ...given.fields, ...networks, 'bgp.type': 2 } }
}

function ofType(type: number) {
  return (given: EncodableLayer): EncodableLayer =>
    given.name === 'bgp' ? { ...given, fields: { ...given.fields, 'bgp.type': type } } : given
}

const lookup = stack(
  fc.constant<EncodableLayer>({ name: 'udp', fields: { 'udp.srcport': 40_001 } }),
  layer('dns', {
    'dns.id': u16,
    'dns.flags': fc.constant(0x8180),
    'dns.a': fc.array(ipv4, { minLength: 1, maxLength: 3 }),
    'dns.aaaa': fc.array(ipv6, { minLength: 1, maxLength: 2 }),
    'dns.cname': fc.constant(['web.default.svc.cluster.local']),
  }).map((given): EncodableLayer => {
    return given.name === 'dns' ? { ...given, fields: { ...given.fields, 'dns.qry.name': ['app.x'] } } : given
  }),
)

const transport = fc.oneof(session, lookup, stack(tcp, payload), stack(udp, payload), stack(data))
const ipError = fc.tuple(stack(ip, echo, payload), fc.constantFrom(3, 4, 5, 11, 12)).map(([quoted, type]): Stack => {
  return [{ name: 'icmp', fields: { 'icmp.type': type }, quoted }]
})
const ip6Error = fc.tuple(stack(ip6, echo6, payload), fc.constantFrom(1, 2, 3, 4)).map(([quoted, type]): Stack => {
  return [{ name: 'icmpv6', fields: { 'icmpv6.type': type }, quoted }]
})

const key = layer('gre', { 'gre.key': u32, 'gre.sequence_number': u32, 'gre.flags.checksum': fc.constant(true) })
const geneve = layer('geneve', {
  'geneve.vni': fc.nat(0xffffff),
  'geneve.flags.oam': fc.boolean(),
  'geneve.options': fc.constantFrom('0102800100000007', '0102000003040000'),
})
const labels = layer('mpls', {
  'mpls.label': fc.array(fc.integer({ min: 16, max: 0xfffff }), { minLength: 1, maxLength: 3 }),
})
const plainUdp = fc.constant<EncodableLayer>({ name: 'udp' })

const { inner } = fc.letrec<{ inner: Stack; tunnelled: Stack }>((tie) => {
  const over = fc.oneof({ depthSize: 'small', withCrossShrink: true }, transport, tie('tunnelled'))
  return {
    inner: fc.oneof(
      stack(ip, fc.oneof(over, stack(echo, payload), ipError)),
      stack(ip6, extensions, fc.oneof(over, stack(echo6, payload), stack(neighbor), ip6Error)),
    ),
    tunnelled: fc.oneof(
      { maxDepth: 2 },
      stack(data),
      tie('inner'),
      stack(key, fc.oneof(tie('inner'), ethernet(tie('inner')))),
      stack(plainUdp, layer('vxlan', { 'vxlan.vni': fc.nat(0xffffff) }), ethernet(tie('inner'))),
      stack(plainUdp, geneve, fc.oneof(tie('inner'), ethernet(tie('inner')))),
      stack(labels, tie('inner')),
    ),
  }
})

function ethernet(carried: fc.Arbitrary<Stack>): fc.Arbitrary<Stack> {
  const tag = layer('vlan', { 'vlan.id': fc.nat(4094), 'vlan.priority': fc.nat(7), 'vlan.dei': fc.boolean() })
  const serviceTag = layer('ieee8021ad', { 'ieee8021ad.id': fc.nat(4094) })
  return stack(
    layer('eth', { 'eth.src': mac, 'eth.dst': mac }),
    fc.oneof({ weight: 4, arbitrary: fc.array(tag, { maxLength: 2 }) }, stack(serviceTag, tag)),
    fc.oneof({ weight: 9, arbitrary: carried }, stack(arp), stack(labels, carried)),
  )
}

const anyDepth: fc.Arbitrary<Stack> = fc.oneof(
  { weight: 3, arbitrary: ethernet(inner) },
  stack(fc.constant<EncodableLayer>({ name: 'raw' }), inner),
  stack(fc.constant<EncodableLayer>({ name: 'null' }), inner),
  stack(layer('sll', { 'sll.pkttype': fc.nat(4), 'sll.src.eth': mac }), inner),
  stack(layer('sll', { 'sll.pkttype': fc.nat(4), 'sll.src.eth': mac }).map(withIndex), inner),
)

function withIndex(given: EncodableLayer): EncodableLayer {
  return given.name === 'sll' ? { ...given, fields: { ...given.fields, 'sll.ifindex': 7 } } : given
}

/** Well-formed packets as layers, of every link type; not deeper than `decode` reads. */
export const stacks: fc.Arbitrary<Stack> = anyDepth.filter((layers) => {
  const quoted = layers.map((each) => each.quoted?.length ?? 0)
  return layers.length + Math.max(...quoted) < 16
})
