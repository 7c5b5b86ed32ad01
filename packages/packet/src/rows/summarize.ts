import type { CaptureInterface, Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { networkEndpoints } from './endpoints.ts'
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
  const decoded = layers as readonly unknown[] as readonly DecodedLayer[]
  let first: DecodedLayer | undefined
  let last: DecodedLayer | undefined
  for (const layer of decoded) {
    if (layer.name !== 'ip' && layer.name !== 'ipv6') continue
    first ??= layer
    last = layer
  }
  const outer = first === undefined ? linkEndpoints(layers) : networkEndpoints(first)
  const inner = last === undefined || last === first ? undefined : networkEndpoints(last)
  const { protocol, info } = describe(decoded, (inner ?? outer).ttl ?? 0, tcp)
  const { number, originalLength: lengthBytes } = packet
  const timeSeconds = Number(packet.timestampNs - startNs) / 1e9
  const row: { -readonly [Key in keyof Row]: Row[Key] } = {
    number,
    timeSeconds,
    outer,
    protocol,
    lengthBytes,
    info: printable(info),
  }
  const tap = interfaces?.[packet.interfaceId]?.name
  if (tap !== undefined) row.tap = printable(tap)
  if (inner !== undefined) row.inner = inner
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
  return packets.map(createSummarizer(options))
}

/** Packets of one capture as rows, one after the other: times count from the first that is given. */
export function createSummarizer(
  options: DecodeOptions & Pick<SummaryContext, 'interfaces'> = {},
): (packet: Packet) => Row {
  const { interfaces } = options
  const number = createTcpNumbering()
  // One for all packets: a new object for each costs as much as reading the packet.
  const context: { -readonly [Key in keyof SummaryContext]: SummaryContext[Key] | undefined } = { interfaces }
  return (packet) => {
    const layers = decode(packet, options)
    context.startNs ??= packet.timestampNs
    context.tcp = number(layers)
    return summarize(packet, layers, context as SummaryContext)
  }
}

function linkEndpoints(layers: readonly Layer[]): Endpoints {
  const source = field(layers, 'eth.src') ?? field(layers, 'sll.src.eth') ?? ''
  return { source, destination: field(layers, 'eth.dst') ?? '' }
}
