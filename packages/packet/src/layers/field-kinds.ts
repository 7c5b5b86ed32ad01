import type { FieldName, FieldTypes } from './layer.ts'

/**
 * What a field's values are, beyond their TypeScript type: numbers are compared as numbers, addresses by their bits,
 * `ether` and `bytes` byte by byte, `time` in seconds, and a `date` is written as ISO 8601.
 */
export type FieldKind =
  | 'number'
  | 'boolean'
  | 'ipv4'
  | 'ipv6'
  | 'ether'
  | 'bytes'
  | 'string'
  | 'protocol'
  | 'time'
  | 'date'

type KindOf<Value> = Extract<Value, string> extends never ? 'boolean' : 'ipv4' | 'ipv6' | 'ether' | 'bytes' | 'string'
type NotNumbers = { [Name in FieldName]: Extract<FieldTypes[Name], number> extends never ? Name : never }[FieldName]

/**
 * The kinds of all fields that are no numbers: a new field that is none needs its line here, the compiler says which.
 *
 * @see https://www.wireshark.org/docs/dfref/ "Type"
 */
const kinds: { readonly [Name in NotNumbers]: KindOf<FieldTypes[Name]> } = {
  '_ws.expert.message': 'string',
  'ah.icv': 'bytes',
  'ah.reserved': 'bytes',
  'arp.dst.hw': 'bytes',
  'arp.dst.hw_mac': 'ether',
  'arp.dst.proto': 'bytes',
  'arp.dst.proto_ipv4': 'ipv4',
  'arp.src.hw': 'bytes',
  'arp.src.hw_mac': 'ether',
  'arp.src.proto': 'bytes',
  'arp.src.proto_ipv4': 'ipv4',
  'bgp.body': 'bytes',
  'bgp.marker': 'bytes',
  'bgp.mp_reach_nlri_ipv4_prefix': 'ipv4',
  'bgp.mp_reach_nlri_ipv6_prefix': 'ipv6',
  'bgp.mp_unreach_nlri_ipv4_prefix': 'ipv4',
  'bgp.mp_unreach_nlri_ipv6_prefix': 'ipv6',
  'bgp.nlri_prefix': 'ipv4',
  'bgp.notify.minor_data': 'bytes',
  'bgp.open.identifier': 'ipv4',
  'bgp.path_attribute.cluster_id': 'ipv4',
  'bgp.update.path_attribute.aggregator_origin': 'ipv4',
  'bgp.update.path_attribute.mp_reach_nlri.next_hop': 'bytes',
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv4': 'ipv4',
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6': 'ipv6',
  'bgp.update.path_attribute.mp_reach_nlri.next_hop.ipv6.link_local': 'ipv6',
  'bgp.update.path_attribute.next_hop': 'ipv4',
  'bgp.update.path_attribute.originator_id': 'ipv4',
  'bgp.withdrawn_prefix': 'ipv4',
  'data.data': 'bytes',
  'dns.a': 'ipv4',
  'dns.aaaa': 'ipv6',
  'dns.body': 'bytes',
  'dns.cname': 'string',
  'dns.flags.authenticated': 'boolean',
  'dns.flags.authoritative': 'boolean',
  'dns.flags.checkdisable': 'boolean',
  'dns.flags.recavail': 'boolean',
  'dns.flags.recdesired': 'boolean',
  'dns.flags.response': 'boolean',
  'dns.flags.truncated': 'boolean',
  'dns.flags.z': 'boolean',
  'dns.mx.mail_exchange': 'string',
  'dns.ns': 'string',
  'dns.ptr.domain_name': 'string',
  'dns.qry.name': 'string',
  'dns.resp.name': 'string',
  'dns.soa.mname': 'string',
  'dns.soa.rname': 'string',
  'dns.srv.target': 'string',
  'dns.txt': 'string',
  'eth.dst': 'ether',
  'eth.padding': 'bytes',
  'eth.src': 'ether',
  'eth.trailer': 'bytes',
  'geneve.flags.critical': 'boolean',
  'geneve.flags.oam': 'boolean',
  'geneve.flags.reserved': 'boolean',
  'geneve.option': 'bytes',
  'geneve.option.type.critical': 'boolean',
  'geneve.options': 'bytes',
  'gre.flags.ack': 'boolean',
  'gre.flags.checksum': 'boolean',
  'gre.flags.key': 'boolean',
  'gre.flags.routing': 'boolean',
  'gre.flags.sequence_number': 'boolean',
  'gre.flags.strict_source_route': 'boolean',
  'gre.routing': 'bytes',
  'icmp.data': 'bytes',
  'icmp.redir_gw': 'ipv4',
  'icmp.unused': 'bytes',
  'icmpv6.data': 'bytes',
  'icmpv6.nd.na.flag.o': 'boolean',
  'icmpv6.nd.na.flag.r': 'boolean',
  'icmpv6.nd.na.flag.s': 'boolean',
  'icmpv6.nd.na.target_address': 'ipv6',
  'icmpv6.nd.ns.target_address': 'ipv6',
  'icmpv6.nd.rd.target_address': 'ipv6',
  'icmpv6.opt.linkaddr': 'bytes',
  'icmpv6.options': 'bytes',
  'icmpv6.rd.na.destination_address': 'ipv6',
  'icmpv6.reserved': 'bytes',
  'ieee8021ah.trailer': 'bytes',
  'ip.dst': 'ipv4',
  'ip.flags.df': 'boolean',
  'ip.flags.mf': 'boolean',
  'ip.flags.rb': 'boolean',
  'ip.options': 'bytes',
  'ip.src': 'ipv4',
  'ip.rec_rt': 'ipv4',
  'ip.empty_rt': 'ipv4',
  'ip.opt.time_stamp_addr': 'ipv4',
  'ip.opt.type.copy': 'boolean',
  'tcp.options.md5.digest': 'bytes',
  'tcp.options.user_to_granularity': 'boolean',
  'ipv6.dst': 'ipv6',
  'ipv6.dstopts.options': 'bytes',
  'ipv6.fraghdr.more': 'boolean',
  'ipv6.hopopts.options': 'bytes',
  'ipv6.routing.data': 'bytes',
  'ipv6.src': 'ipv6',
  'sll.src.eth': 'ether',
  'sll.src.other': 'bytes',
  'sll.unused': 'bytes',
  'tcp.flags.ack': 'boolean',
  'tcp.flags.ae': 'boolean',
  'tcp.flags.cwr': 'boolean',
  'tcp.flags.ece': 'boolean',
  'tcp.flags.fin': 'boolean',
  'tcp.flags.push': 'boolean',
  'tcp.flags.reset': 'boolean',
  'tcp.flags.syn': 'boolean',
  'tcp.flags.urg': 'boolean',
  'tcp.options': 'bytes',
  'tcp.options.sack_perm': 'boolean',
  'tcp.payload': 'bytes',
  'vlan.dei': 'boolean',
  'vlan.trailer': 'bytes',
  'vxlan.flag_i': 'boolean',
}

const kindsByName: ReadonlyMap<string, FieldKind> = new Map(Object.entries(kinds))

/** The kind of a field of a protocol. */
export function fieldKind(name: string): FieldKind {
  return kindsByName.get(name) ?? 'number'
}
