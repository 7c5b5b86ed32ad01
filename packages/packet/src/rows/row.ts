/** The two ends of a network header. */
export interface Endpoints {
  /** IP address; the MAC address where there is no IP header (ARP), empty where there is neither. */
  readonly source: string
  readonly destination: string
  /** Time to live or hop limit, of IP headers. */
  readonly ttl?: number
}

/** A packet in one line, as typed columns; all text is printable. */
export interface Row {
  /** Wireshark's `frame.number`. */
  readonly number: number
  /** Seconds since the first packet, or since what the caller says. */
  readonly timeSeconds: number
  /** The tap's name, when the interfaces were given. */
  readonly tap?: string
  /** The first IP header's ends. */
  readonly outer: Endpoints
  /** The last IP header's ends, when the packet is encapsulated. */
  readonly inner?: Endpoints
  /** As in Wireshark's Protocol column: `ICMP`, `TCP`, `ARP`; `IPv4` for fragments. */
  readonly protocol: string
  /** Bytes on the wire. */
  readonly lengthBytes: number
  /** As in Wireshark's Info column: `Echo (ping) request  id=0x002a, seq=1/256, ttl=63`. */
  readonly info: string
}
