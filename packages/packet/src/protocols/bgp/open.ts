import { formatIpv4 } from '../../address/format-ipv4.ts'
import { u16, u32, u8 } from '../../bytes/big-endian.ts'
import type { DecodedLayer } from '../../layers/decoded-layer.ts'
import type { Span } from './message.ts'
import { forEach, ifType, isWhole } from './message.ts'

const open = 1
const capabilities = 2

/**
 * Fields of an OPEN message.
 *
 * ```text
 * +---------------+-------------------------------+-------------------------------+
 * |    Version    |    My Autonomous System       |           Hold Time           |
 * +---------------+-------------------------------+---------------+---------------+
 * |                        BGP Identifier                         | Opt Parm Len  |
 * +---------------------------------------------------------------+---------------+
 * |  Optional Parameters: type, length, value; type 2 holds capabilities of the same form …
 * +---------------------------------------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.2
 * @see https://www.rfc-editor.org/rfc/rfc5492#section-4
 */
export const openFields = {
  'bgp.open.version': ifType(open, 29, (bytes, start) => u8(bytes, start + 19)),
  'bgp.open.myas': ifType(open, 29, (bytes, start) => u16(bytes, start + 20)),
  'bgp.open.holdtime': ifType(open, 29, (bytes, start) => u16(bytes, start + 22)),
  'bgp.open.identifier': ifType(open, 29, (bytes, start) => formatIpv4(bytes, start + 24)),
  'bgp.open.opt.len': ifType(open, 29, (bytes, start) => u8(bytes, start + 28)),
  'bgp.open.opt.param.type': forEach(parametersOf, (bytes, { start }) => u8(bytes, start)),
  'bgp.open.opt.param.len': forEach(parametersOf, (bytes, { start }) => u8(bytes, start + 1)),
  'bgp.cap.type': forEach(capabilitiesOf, (bytes, { start }) => u8(bytes, start)),
  'bgp.cap.length': forEach(capabilitiesOf, (bytes, { start }) => u8(bytes, start + 1)),
  'bgp.cap.mp.afi': forEach(capabilitiesOf, (bytes, each) => valueOf(bytes, each, 1, 4, u16)),
  'bgp.cap.mp.safi': forEach(capabilitiesOf, (bytes, each) => valueOf(bytes, each, 1, 4, (_, at) => u8(bytes, at + 3))),
  'bgp.cap.4as': forEach(capabilitiesOf, (bytes, each) => valueOf(bytes, each, 65, 4, u32)),
  'bgp.cap.gr.timers': forEach(capabilitiesOf, (bytes, each) => valueOf(bytes, each, 64, 2, u16)),
  'bgp.cap.gr.timers.restart_time': forEach(capabilitiesOf, (bytes, each) =>
    valueOf(bytes, each, 64, 2, (_, at) => u16(bytes, at) & 0xfff),
  ),
}

function parametersOf(bytes: Uint8Array, layer: DecodedLayer): readonly Span[] {
  if (!isWhole(bytes, layer, open) || layer.length < 29) return []
  const start = layer.start + 29
  return readEntries(bytes, start, Math.min(layer.start + layer.length, start + u8(bytes, start - 1)))
}

function capabilitiesOf(bytes: Uint8Array, layer: DecodedLayer): readonly Span[] {
  return parametersOf(bytes, layer)
    .filter(({ start }) => u8(bytes, start) === capabilities)
    .flatMap(({ start, end }) => readEntries(bytes, start + 2, end))
}

/** Entries of a type, a length and a value of so many bytes; one that leaves its place ends them. */
function readEntries(bytes: Uint8Array, from: number, end: number): readonly Span[] {
  const entries: Span[] = []
  for (let start = from; start + 2 <= end;) {
    const next = start + 2 + u8(bytes, start + 1)
    if (next > end) break
    entries.push({ start, end: next })
    start = next
  }
  return entries
}

function valueOf(
  bytes: Uint8Array,
  { start, end }: Span,
  type: number,
  least: number,
  read: (bytes: Uint8Array, at: number) => number,
): number | undefined {
  return u8(bytes, start) === type && end - start - 2 >= least ? read(bytes, start + 2) : undefined
}
