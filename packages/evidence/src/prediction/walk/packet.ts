import { familyOf } from '@underlay/configs'
import type { PathTraffic } from '../../path/prediction.ts'

/** What an IP header carries to its receiver. */
export interface Message {
  readonly protocol: PathTraffic['protocol']
  /** Of an echo: whether it asks. */
  readonly isRequest: boolean
  /** Undefined where it is drawn by lot, or there is none. */
  readonly sourcePort?: number
  readonly port?: number
}

/** A packet between two addresses, without tunnels. */
export interface PlainPacket {
  readonly source: string
  readonly destination: string
  readonly ttl: number
  /** "Don't fragment"; IPv6 has none, and routers never fragment it. */
  readonly dontFragment: boolean
  readonly message: Message
}

/** The outer headers of a packet in a tunnel. */
export interface Envelope {
  readonly encapsulation: 'ipip' | 'vxlan'
  readonly source: string
  readonly destination: string
  readonly ttl: number
  readonly dontFragment: boolean
  readonly port?: number
  readonly vni?: number
  /** Of VXLAN's inner frame. */
  readonly macs?: Macs
}

/** The hardware addresses of a frame, as far as known. */
export interface Macs {
  readonly source?: string
  readonly destination?: string
}

/** A packet under way. */
export interface PacketUnderWay {
  readonly plain: PlainPacket
  readonly envelope?: Envelope
}

const TTL = 64

/** A packet as a kernel sends it. A kernel answers an echo without "don't fragment", and asks with it. */
export function freshPacket(source: string, destination: string, message: Message): PlainPacket {
  const isReply = message.protocol === 'icmp' && !message.isRequest
  return { source, destination, ttl: TTL, dontFragment: familyOf(source) === 4 && !isReply, message }
}

/** The IP header that routers look at. */
export function outermost({ plain, envelope }: PacketUnderWay): {
  readonly source: string
  readonly destination: string
  readonly ttl: number
} {
  return envelope ?? plain
}

/** What a packet's tunnels add to it, in bytes, at a device of the underlay. */
export function overheadOf({ envelope }: PacketUnderWay): number {
  if (envelope === undefined) return 0
  const header = familyOf(envelope.source) === 6 ? 40 : 20
  return envelope.encapsulation === 'ipip' ? header : header + 30
}

/** The packet with a lower TTL. */
export function forwarded({ plain, envelope }: PacketUnderWay): PacketUnderWay {
  if (envelope === undefined) return { plain: { ...plain, ttl: plain.ttl - 1 } }
  return { plain, envelope: { ...envelope, ttl: envelope.ttl - 1 } }
}
