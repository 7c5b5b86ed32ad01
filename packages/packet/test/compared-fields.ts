import { protocols } from '../src/layers/dissector-tables.ts'

/** What is not compared one by one, and why. */
const uncompared: Readonly<Record<string, string>> = {
  'data.data': 'compared as `data`: tshark takes the first bytes of a ping for a time stamp',
  'data.len': 'as data.data',
  'ip.version': 'tshark gives it to ipv6 as well',
  '_ws.expert.message': 'our own words',
  'eth.len': 'tshark reads on as llc',
  'vlan.len': 'tshark reads on as llc',
  'ip.options': 'for the encoder, Wireshark has no such field',
  'bgp.body': 'as ip.options',
  'dns.body': 'as ip.options',
  'gre.routing': 'tshark prints no bytes',
  'ipv6.hopopts.options': 'as ip.options',
  'ipv6.dstopts.options': 'as ip.options',
  'ipv6.routing.data': 'as ip.options',
  'icmp.data': 'as ip.options',
  'icmpv6.options': 'as ip.options',
  'bgp.notify.minor_data': 'tshark gives it for few errors',
  'icmpv6.data': 'tshark reads listener reports',
  'icmpv6.reserved': 'as icmpv6.data',
  'tcp.options.sack_perm': 'tshark prints no value',
}

/** The fields whose values must be tshark's. */
export const comparedFields: readonly string[] = [
  ...new Set(protocols.flatMap(({ fields }) => Object.keys(fields))),
].filter((name) => !Object.hasOwn(uncompared, name))
