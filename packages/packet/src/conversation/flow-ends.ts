import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'

/** One end of a conversation. */
export interface ConversationEnd {
  /** IP address; the MAC address of packets without an IP header, empty where there is neither. */
  readonly address: string
  /** Port of TCP or UDP. */
  readonly port?: number
}

/** Which header's addresses count: the innermost IP header's, which is the flow, or the outermost one's, which is the tunnel. */
export type ConversationLevel = 'inner' | 'outer'

/** Between whom a packet goes. */
export interface FlowEnds {
  /** Wireshark's name of what the IP header carries, `ipip`, `6in4`, `4in6` or `ip6ip6` for another IP header, `ip` or `ipv6` for the rest. */
  readonly protocol: string
  readonly source: ConversationEnd
  readonly destination: ConversationEnd
}

const tunnelNames: Readonly<Record<string, string>> = {
  'ip ip': 'ipip',
  'ip ipv6': '6in4',
  'ipv6 ip': '4in6',
  'ipv6 ipv6': 'ip6ip6',
}

/** Reads between whom a packet goes; of a packet without an IP header the MAC addresses. */
export function readFlowEnds(layers: readonly Layer[], level: ConversationLevel): FlowEnds {
  const index = level === 'inner' ? layers.findLastIndex(isIp) : layers.findIndex(isIp)
  const header = layers[index]
  if (header === undefined) return readLinkEnds(layers)
  const carried = layers.slice(index + 1).find(({ name }) => !name.startsWith('ipv6.') && name !== 'ah')
  const own = [header, ...(carried ? [carried] : [])]
  return {
    protocol: nameOf(header, carried),
    source: readEnd(own, 'src'),
    destination: readEnd(own, 'dst'),
  }
}

export function isIp({ name }: Layer): boolean {
  return name === 'ip' || name === 'ipv6'
}

function nameOf(header: Layer, carried: Layer | undefined): string {
  if (carried === undefined || carried.name === 'data' || carried.name === 'malformed') return header.name
  return tunnelNames[`${header.name} ${carried.name}`] ?? carried.name
}

function readEnd(layers: readonly Layer[], end: 'src' | 'dst'): ConversationEnd {
  const port = field(layers, `tcp.${end}port`) ?? field(layers, `udp.${end}port`)
  const address = field(layers, `ip.${end}`) ?? field(layers, `ipv6.${end}`) ?? ''
  return { address, ...(port !== undefined && { port }) }
}

function readLinkEnds(layers: readonly Layer[]): FlowEnds {
  const last = layers.findLast(({ name }) => name !== 'data' && name !== 'malformed')
  return {
    protocol: last?.name ?? 'data',
    source: { address: field(layers, 'eth.src#-1') ?? field(layers, 'sll.src.eth') ?? '' },
    destination: { address: field(layers, 'eth.dst#-1') ?? '' },
  }
}

/** An end in one word: `10.1.5.10:80`, `[fe80::1]:80`, `10.1.5.10`. */
export function formatEnd({ address, port }: ConversationEnd): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
