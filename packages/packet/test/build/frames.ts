import { parseAddress } from '@underlay/packet'
import { checksum, concat, pseudoHeader, u16, u32 } from './bytes.ts'

const macs = { src: '02:00:0a:01:05:0a', dst: '02:00:0a:01:05:0b' }

export function address(text: string): Uint8Array {
  const bytes = parseAddress(text)
  if (bytes === undefined) throw new Error(`not an address: ${text}`)
  return bytes
}

function mac(text: string): Uint8Array {
  return Uint8Array.from(text.split(':'), (digits) => Number.parseInt(digits, 16))
}

export function ethernet(type: number, payload: Uint8Array, { src, dst } = macs): Uint8Array {
  return concat(mac(dst), mac(src), u16(type), payload)
}

export function vlanTag(id: number, type: number, payload: Uint8Array): Uint8Array {
  return concat(u16(0x6000 | id), u16(type), payload)
}

export interface Ipv4Options {
  readonly src?: string
  readonly dst?: string
  readonly ttl?: number
  readonly id?: number
  /** Flags and fragment offset as they stand in the header. */
  readonly fragment?: number
  readonly tos?: number
  readonly options?: Uint8Array
  readonly totalLength?: number
}

export function ipv4(protocol: number, payload: Uint8Array, given: Ipv4Options = {}): Uint8Array {
  const { src = '10.98.81.4', dst = '10.98.193.193', ttl = 63, id = 0x1234, fragment = 0x4000, tos = 0 } = given
  const options = given.options ?? new Uint8Array(0)
  const length = 20 + options.length
  const header = concat(
    Uint8Array.of(0x40 | (length / 4), tos),
    u16(given.totalLength ?? length + payload.length),
    u16(id),
    u16(fragment),
    Uint8Array.of(ttl, protocol),
    u16(0),
    address(src),
    address(dst),
    options,
  )
  header.set(u16(checksum(header)), 10)
  return concat(header, payload)
}

export interface Ipv6Options {
  readonly src?: string
  readonly dst?: string
  readonly hopLimit?: number
}

export function ipv6(nextHeader: number, payload: Uint8Array, given: Ipv6Options = {}): Uint8Array {
  const { src = 'fd00:10:98:81::4', dst = 'fd00:10:98:193::193', hopLimit = 63 } = given
  const first = u32(0x6b812345)
  return concat(first, u16(payload.length), Uint8Array.of(nextHeader, hopLimit), address(src), address(dst), payload)
}

export function icmpEcho(type: number, seq: number, data: Uint8Array, ident = 0x2a): Uint8Array {
  const message = concat(Uint8Array.of(type, 0, 0, 0), u16(ident), u16(seq), data)
  message.set(u16(checksum(message)), 2)
  return message
}

export function icmpError(type: number, code: number, rest: number, quoted: Uint8Array): Uint8Array {
  const message = concat(Uint8Array.of(type, code, 0, 0), u32(rest), quoted)
  message.set(u16(checksum(message)), 2)
  return message
}

export function icmpv6(
  type: number,
  body: Uint8Array,
  { src, dst }: { src: string; dst: string },
  code = 0,
): Uint8Array {
  const message = concat(Uint8Array.of(type, code, 0, 0), body)
  message.set(u16(checksum(concat(pseudoHeader(address(src), address(dst), 58, message.length), message))), 2)
  return message
}

export function udp(srcPort: number, dstPort: number, payload: Uint8Array, sum = 0): Uint8Array {
  return concat(u16(srcPort), u16(dstPort), u16(8 + payload.length), u16(sum), payload)
}

export function vxlan(vni: number, frame: Uint8Array): Uint8Array {
  return concat(u32(0x08000000), u32(vni << 8), frame)
}

/** One label with the traffic class 5 and TTL 64; `isBottom` ends the stack. */
export function mplsLabel(label: number, isBottom: boolean, payload: Uint8Array): Uint8Array {
  return concat(u32(label * 4096 + (5 << 9) + (isBottom ? 0x100 : 0) + 64), payload)
}

/** `optional` are the fields that the flags announce; its checksum, when there is one, is made right. */
export function gre(flags: number, type: number, optional: Uint8Array, payload: Uint8Array): Uint8Array {
  const packet = concat(u16(flags), u16(type), optional, payload)
  if ((flags & 0x8000) !== 0) packet.set(u16(checksum(packet)), 4)
  return packet
}

export interface GeneveHeader {
  readonly vni: number
  readonly type: number
  readonly flags?: number
  readonly options?: Uint8Array
}

export function geneve(header: GeneveHeader, payload: Uint8Array): Uint8Array {
  const { vni, type, flags = 0, options = new Uint8Array(0) } = header
  return concat(Uint8Array.of(options.length / 4, flags), u16(type), u32(vni * 256), options, payload)
}

export interface TcpOptions {
  readonly flags?: number
  readonly seq?: number
  readonly ack?: number
  readonly options?: Uint8Array
  readonly src?: string
  readonly dst?: string
  /** 80 by default. */
  readonly dstPort?: number
}

/** A segment from port 41234 with a right checksum for its addresses. */
export function tcp(payload: Uint8Array, given: TcpOptions = {}): Uint8Array {
  const { flags = 0x18, seq = 1000, ack = 2000, src = '10.98.81.4', dst = '10.98.193.193' } = given
  const options = given.options ?? new Uint8Array(0)
  const control = ((20 + options.length) / 4) * 0x1000 + flags
  const ports = concat(u16(41234), u16(given.dstPort ?? 80))
  const segment = concat(ports, u32(seq), u32(ack), u16(control), u16(64860), u32(0), options, payload)
  const pseudo = pseudoHeader(address(src), address(dst), 6, segment.length)
  segment.set(u16(checksum(concat(pseudo, segment))), 16)
  return segment
}

export function arp(opcode: number, sender: readonly [string, string], target: readonly [string, string]): Uint8Array {
  const fixed = concat(u16(1), u16(0x0800), Uint8Array.of(6, 4), u16(opcode))
  return concat(fixed, mac(sender[0]), address(sender[1]), mac(target[0]), address(target[1]))
}

export function sll(type: number, payload: Uint8Array): Uint8Array {
  return concat(u16(4), u16(1), u16(6), mac(macs.src), u16(0), u16(type), payload)
}

export function sll2(type: number, payload: Uint8Array): Uint8Array {
  return concat(u16(type), u16(0), u32(7), u16(1), Uint8Array.of(4, 6), mac(macs.src), u16(0), payload)
}
