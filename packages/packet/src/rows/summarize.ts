import type { CaptureInterface, Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { quickFields } from '../layers/quick-fields.ts'
import { describe } from './info.ts'
import { printable } from './printable.ts'
import type { Endpoints, Row } from './row.ts'
import type { TcpNumbers } from './tcp-numbers.ts'
import { createTcpNumbering } from './tcp-numbers.ts'

/** What a row can say beyond its packet. */
export interface SummaryContext {
  /** Time 0 of the `timeSeconds` column, in ns since 1970; the packet's own time by default. */
  readonly startNs?: bigint
  /** Interfaces by `interfaceId`, for the tap's name; no tap column by default. */
  readonly interfaces?: readonly Pick<CaptureInterface, 'name'>[]
  /** Sequence numbers relative to their conversation; raw by default. */
  readonly tcp?: TcpNumbers
}

/**
 * One packet as a row.
 *
 * @example
 * ```ts
 * summarize(packet, decode(packet)).info // 'Echo (ping) request  id=0x002a, seq=1/256, ttl=63'
 * ```
 * @see https://www.wireshark.org/docs/wsug_html_chunked/ChUsePacketListPaneSection.html
 */
export function summarize(packet: Packet, layers: readonly Layer[], context: SummaryContext = {}): Row {
  const { startNs = packet.timestampNs, interfaces, tcp } = context
  let first: Network | undefined
  let last: Network | undefined
  for (const layer of layers) {
    if (!isNetwork(layer)) continue
    first ??= layer
    last = layer
  }
  const { protocol, info } = describe(layers, tcp)
  const row: { -readonly [Key in keyof Row]: Row[Key] } = {
    number: packet.number,
    timeSeconds: Number(packet.timestampNs - startNs) / 1e9,
    outer: first === undefined ? linkEndpoints(layers) : networkEndpoints(first),
    protocol,
    lengthBytes: packet.originalLength,
    info: printable(info),
  }
  const tap = interfaces?.[packet.interfaceId]?.name
  if (tap !== undefined) row.tap = printable(tap)
  if (last !== undefined && last !== first) row.inner = networkEndpoints(last)
  return row
}

/**
 * All packets as rows: times count from the first, TCP sequence numbers from their conversation's start.
 *
 * @example
 * ```ts
 * const { packets, interfaces } = readCapture(bytes)
 * console.log(formatRows(summarizeAll(packets, { interfaces })))
 * ```
 */
export function summarizeAll(
  packets: readonly Packet[],
  options: DecodeOptions & Pick<SummaryContext, 'interfaces'> = {},
): readonly Row[] {
  const { interfaces } = options
  const number = createTcpNumbering()
  const startNs = packets[0]?.timestampNs ?? 0n
  // One for all packets: a new object for each costs as much as reading the packet.
  const context: { -readonly [Key in keyof SummaryContext]: SummaryContext[Key] | undefined } = { startNs, interfaces }
  return packets.map((packet) => {
    const layers = decode(packet, options)
    context.tcp = number(layers)
    return summarize(packet, layers, context as SummaryContext)
  })
}

type Network = Extract<Layer, { name: 'ip' | 'ipv6' }>

function isNetwork(layer: Layer): layer is Network {
  return layer.name === 'ip' || layer.name === 'ipv6'
}

function networkEndpoints(layer: Network): Endpoints {
  if (layer.name === 'ip') {
    const fields = quickFields(layer)
    return { source: fields['ip.src'], destination: fields['ip.dst'], ttl: fields['ip.ttl'] }
  }
  const fields = quickFields(layer)
  return { source: fields['ipv6.src'], destination: fields['ipv6.dst'], ttl: fields['ipv6.hlim'] }
}

function linkEndpoints(layers: readonly Layer[]): Endpoints {
  const source = field(layers, 'eth.src') ?? field(layers, 'sll.src.eth') ?? ''
  return { source, destination: field(layers, 'eth.dst') ?? '' }
}
