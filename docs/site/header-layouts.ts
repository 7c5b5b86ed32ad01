/** Where a field lies in its header. */
export interface FieldPlace {
  /** Wireshark's name. */
  readonly field: string
  /** Bytes from the header's start. */
  readonly offset: number
  readonly bytes: number
  /** `0–3`: of these bytes, the first is 0; absent where it is all of them. */
  readonly bits?: string
}

const whole = (field: string, offset: number, bytes = 1): FieldPlace => ({ field, offset, bytes })
const part = (field: string, offset: number, bits: string, bytes = 1): FieldPlace => ({ field, offset, bytes, bits })

/** The headers of a tunnelled ping, each with all of its bytes. */
export const headerLayouts: Readonly<Record<string, readonly FieldPlace[]>> = {
  eth: [whole('eth.dst', 0, 6), whole('eth.src', 6, 6), whole('eth.type', 12, 2)],
  ip: [
    part('ip.version', 0, '0–3'),
    part('ip.hdr_len', 0, '4–7'),
    part('ip.dsfield.dscp', 1, '0–5'),
    part('ip.dsfield.ecn', 1, '6–7'),
    whole('ip.len', 2, 2),
    whole('ip.id', 4, 2),
    part('ip.flags.rb', 6, '0'),
    part('ip.flags.df', 6, '1'),
    part('ip.flags.mf', 6, '2'),
    part('ip.frag_offset', 6, '3–15', 2),
    whole('ip.ttl', 8),
    whole('ip.proto', 9),
    whole('ip.checksum', 10, 2),
    whole('ip.src', 12, 4),
    whole('ip.dst', 16, 4),
  ],
  udp: [whole('udp.srcport', 0, 2), whole('udp.dstport', 2, 2), whole('udp.length', 4, 2), whole('udp.checksum', 6, 2)],
  vxlan: [whole('vxlan.flags', 0, 2), whole('vxlan.gbp', 2, 2), whole('vxlan.vni', 4, 3), whole('vxlan.reserved8', 7)],
  icmp: [
    whole('icmp.type', 0),
    whole('icmp.code', 1),
    whole('icmp.checksum', 2, 2),
    whole('icmp.ident', 4, 2),
    whole('icmp.seq', 6, 2),
  ],
}
