import type { CaptureInterface, Packet } from '../capture-file/capture-file.ts'
import type { DecodeOptions } from '../layers/decode.ts'
import { decode } from '../layers/decode.ts'
import type { Layer } from '../layers/layer.ts'
import { endpointsOf } from './endpoints.ts'
import { lineOf, type Line } from './line.ts'
import type { Row } from './row.ts'
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
  const { number, timeSeconds, tap, outer, inner, protocol, lengthBytes, info } = lineOf(packet, layers, context)
  const row: { -readonly [Key in keyof Row]: Row[Key] } = {
    number,
    timeSeconds,
    outer: endpointsOf(outer),
    protocol,
    lengthBytes,
    info: info.toString(),
  }
  if (tap !== undefined) row.tap = tap
  if (inner !== undefined) row.inner = endpointsOf(inner)
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
  return createReader(summarize, options)
}

/** The same without strings, for what is printed at once. */
export function createLiner(
  options: DecodeOptions & Pick<SummaryContext, 'interfaces'> = {},
): (packet: Packet) => Line {
  return createReader(lineOf, options)
}

function createReader<Result>(
  read: (packet: Packet, layers: readonly Layer[], context: SummaryContext) => Result,
  options: DecodeOptions & Pick<SummaryContext, 'interfaces'>,
): (packet: Packet) => Result {
  const { interfaces } = options
  const number = createTcpNumbering()
  // One for all packets: a new object for each costs as much as reading the packet.
  const context: { -readonly [Key in keyof SummaryContext]: SummaryContext[Key] | undefined } = { interfaces }
  return (packet) => {
    const layers = decode(packet, options)
    context.startNs ??= packet.timestampNs
    context.tcp = number(layers)
    return read(packet, layers, context as SummaryContext)
  }
}
