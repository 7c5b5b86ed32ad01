import type { Packet } from '../capture-file/capture-file.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { field } from '../layers/field.ts'
import type { Layer } from '../layers/layer.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import { ttlOf, type Ends } from './endpoints.ts'
import { describe } from './info.ts'
import { printable } from './printable.ts'
import type { Endpoints, Row } from './row.ts'
import type { SummaryContext } from './summarize.ts'
import { TextBytes } from './text-bytes.ts'

/** What a row says, not all of it strings yet: those cost more than what they are made of. */
export interface Line extends Omit<Row, 'outer' | 'inner' | 'info'> {
  readonly outer: Ends
  readonly inner?: Ends
  /** Bytes are gone with the next line. */
  readonly info: string | TextBytes
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

const info = new TextBytes()

/** One packet as a line, which is to be printed before the next is made. */
export function lineOf(packet: Packet, layers: readonly Layer[], context: SummaryContext): Line {
  const { startNs = packet.timestampNs, interfaces, tcp } = context
  const decoded = layers as readonly unknown[] as readonly DecodedLayer[]
  let first: DecodedLayer | undefined
  let last: DecodedLayer | undefined
  for (const layer of decoded) {
    if (layer.protocol !== ip && layer.protocol !== ipv6) continue
    first ??= layer
    last = layer
  }
  const outer = first ?? linkEndpoints(layers)
  const protocol = describe(decoded, ttlOf(last ?? outer) ?? 0, tcp, info.clear())
  const { number, originalLength: lengthBytes } = packet
  const timeSeconds = Number(packet.timestampNs - startNs) / 1e9
  const line: Mutable<Line> = { number, timeSeconds, outer, protocol, lengthBytes, info }
  const tap = interfaces?.[packet.interfaceId]?.name
  if (tap !== undefined) line.tap = printable(tap)
  if (last !== undefined && last !== first) line.inner = last
  return line
}

function linkEndpoints(layers: readonly Layer[]): Endpoints {
  const source = field(layers, 'eth.src') ?? field(layers, 'sll.src.eth') ?? ''
  return { source, destination: field(layers, 'eth.dst') ?? '' }
}
