import { formatHexNumber } from '../bytes/hex.ts'
import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { isIp } from './flow-ends.ts'
import { readDns } from './message-dns.ts'
import { readTcp } from './message-tcp.ts'

/** What asks or answers. */
export interface Message {
  readonly protocol: 'icmp' | 'icmpv6' | 'tcp' | 'dns' | 'arp'
  /** `refusal` for an answer that says no: a reset, an ICMP error. */
  readonly side: 'request' | 'response' | 'refusal'
  /** The same for a request and what answers it. */
  readonly key: string
  readonly from: string
  readonly to: string
  /** What is asked, for people. */
  readonly text: string
  /**
   * Whether the same request again is the same question: `never` for pings, `until answered` for what is sent again
   * when no answer comes, `always` for what a number names.
   */
  readonly again: 'never' | 'until answered' | 'always'
  /** What an answer brings back unchanged; empty where it brings nothing. */
  readonly payload: Uint8Array
}

const nothing = new Uint8Array(0)

/**
 * Reads a packet as a question or an answer, by its innermost header; undefined for a packet that is neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc792
 * @see https://www.rfc-editor.org/rfc/rfc826
 * @see https://www.rfc-editor.org/rfc/rfc4861#section-7.2
 */
export function readMessage(layers: readonly Layer[], bytes: Uint8Array): Message | undefined {
  const own = layers.slice(Math.max(0, layers.findLastIndex(isIp)))
  const error = own.find(({ quoted }) => quoted.length > 0)
  if (error !== undefined) return readError(error, own, bytes)
  switch (own.find(({ name }) => messageLayers.has(name))?.name) {
    case 'icmp':
    case 'icmpv6':
      return readEcho(own, bytes) ?? readNeighbour(own)
    case 'tcp':
      return readTcp(own) ?? readDns(own)
    case 'udp':
      return readDns(own)
    case 'arp':
      return readArp(own)
    default:
      return undefined
  }
}

const messageLayers: ReadonlySet<string> = new Set(['icmp', 'icmpv6', 'tcp', 'udp', 'arp'])

/** An ICMP error refuses what it quotes. */
function readError({ quoted }: Layer, own: readonly Layer[], bytes: Uint8Array): Message | undefined {
  const refused = readMessage(quoted, bytes)
  if (refused?.side !== 'request') return undefined
  // What is quoted may be cut anywhere.
  return { ...refused, side: 'refusal', from: addressOf(own, 'src'), to: addressOf(own, 'dst'), payload: nothing }
}

function readEcho(own: readonly Layer[], bytes: Uint8Array): Message | undefined {
  const type = field(own, 'icmp.type') ?? field(own, 'icmpv6.type')
  const ident = field(own, 'icmp.ident') ?? field(own, 'icmpv6.echo.identifier')
  const seq = field(own, 'icmp.seq') ?? field(own, 'icmpv6.echo.sequence_number')
  if (type === undefined || ident === undefined || seq === undefined) return undefined
  const isRequest = type === 8 || type === 128
  if (!isRequest && type !== 0 && type !== 129) return undefined
  const [from, to] = [addressOf(own, 'src'), addressOf(own, 'dst')]
  const data = own.find(({ name }) => name === 'data')
  return {
    protocol: field(own, 'icmp.type') === undefined ? 'icmpv6' : 'icmp',
    side: isRequest ? 'request' : 'response',
    key: ['echo', ...(isRequest ? [from, to] : [to, from]), ident, seq].join(' '),
    from,
    to,
    text: `echo id=${formatHexNumber(ident, 4)} seq=${seq}`,
    again: 'never',
    payload: data === undefined ? nothing : bytes.subarray(data.start, data.start + data.length),
  }
}

function readNeighbour(own: readonly Layer[]): Message | undefined {
  const solicited = field(own, 'icmpv6.nd.ns.target_address')
  const target = solicited ?? field(own, 'icmpv6.nd.na.target_address')
  if (target === undefined) return undefined
  const [from, to] = [addressOf(own, 'src'), addressOf(own, 'dst')]
  // Who has no address yet asks whether one is free, and hopes for no answer.
  if (from === '::') return undefined
  return {
    protocol: 'icmpv6',
    side: solicited === undefined ? 'response' : 'request',
    key: `neighbour ${solicited === undefined ? to : from} ${target}`,
    from,
    to: solicited ?? to,
    text: `who has ${target}`,
    again: 'until answered',
    payload: nothing,
  }
}

function readArp(own: readonly Layer[]): Message | undefined {
  const opcode = field(own, 'arp.opcode')
  const [from, to] = [field(own, 'arp.src.proto_ipv4'), field(own, 'arp.dst.proto_ipv4')]
  if ((opcode !== 1 && opcode !== 2) || from === undefined || to === undefined) return undefined
  // An announcement asks for its own address, a probe whether an address is free.
  if (from === to || from === '0.0.0.0') return undefined
  const [asker, asked] = opcode === 1 ? [from, to] : [to, from]
  return {
    protocol: 'arp',
    side: opcode === 1 ? 'request' : 'response',
    key: `arp ${asker} ${asked}`,
    from,
    to,
    text: `who has ${asked}`,
    again: 'until answered',
    payload: nothing,
  }
}

function addressOf(own: readonly Layer[], end: 'src' | 'dst'): string {
  return field(own, `ip.${end}`) ?? field(own, `ipv6.${end}`) ?? ''
}
