import { formatIpv4 } from '../address/format-ipv4.ts'
import { u16, u32, u8 } from '../bytes/big-endian.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { listed } from '../layers/protocol.ts'

interface Option {
  readonly type: number
  readonly at: number
  readonly end: number
}

const recordRoute = 7
const timestamp = 68
const streamId = 136
const routerAlert = 148

/** Types that are read: those of RFC 791 and 2113; Wireshark says nothing of the others either. */
const known: readonly number[] = [0, 1, recordRoute, timestamp, 130, 131, 133, 134, streamId, 137, routerAlert]

/**
 * The options of an IPv4 header, each field with a value for every option that has it.
 *
 * ```text
 * +-+---+---------+---------------+---------------+
 * |C|Cls| Number  |     Length    |    Pointer    |  data …
 * +-+---+---------+---------------+---------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc791#section-3.1 "Options"
 * @see https://www.rfc-editor.org/rfc/rfc2113#section-2.1
 */
export const ipOptionFields = {
  'ip.opt.type': forEach(({ type }) => [type]),
  'ip.opt.type.copy': forEach(({ type }) => [type >= 0x80]),
  'ip.opt.type.class': forEach(({ type }) => [(type >> 5) & 3]),
  'ip.opt.type.number': forEach(({ type }) => [type & 0x1f]),
  'ip.opt.len': forEach(({ at, end }) => (end - at > 1 ? [end - at] : [])),
  'ip.opt.ptr': ofTypes([recordRoute, timestamp, 131, 137], 3, (bytes, { at }) => [u8(bytes, at + 2)]),
  'ip.opt.ra': ofTypes([routerAlert], 4, (bytes, { at }) => [u16(bytes, at + 2)]),
  'ip.opt.sid': ofTypes([streamId], 4, (bytes, { at }) => [u16(bytes, at + 2)]),
  'ip.rec_rt': routes((at, pointer) => at < pointer),
  'ip.empty_rt': routes((at, pointer) => at >= pointer),
  'ip.opt.overflow': ofTypes([timestamp], 4, (bytes, { at }) => [u8(bytes, at + 3) >> 4]),
  'ip.opt.flag': ofTypes([timestamp], 4, (bytes, { at }) => [u8(bytes, at + 3) & 0xf]),
  'ip.opt.time_stamp': ofTypes([timestamp], 8, (bytes, option) =>
    hasAddresses(bytes, option)
      ? places(option, 4, 8).map((at) => u32(bytes, at + 4))
      : places(option, 4, 4).map((at) => u32(bytes, at)),
  ),
  'ip.opt.time_stamp_addr': ofTypes([timestamp], 12, (bytes, option) =>
    hasAddresses(bytes, option) ? places(option, 4, 8).map((at) => formatIpv4(bytes, at)) : [],
  ),
}

/** An option that leaves the header or makes no progress ends the list. */
function optionsOf({ bytes, start, length }: DecodedLayer): readonly Option[] {
  const options: Option[] = []
  const last = start + length
  for (let at = start + 20; at < last;) {
    const type = u8(bytes, at)
    const size = type <= 1 ? 1 : u8(bytes, at + 1)
    if ((type > 1 && size < 2) || at + size > last) break
    if (known.includes(type)) options.push({ type, at, end: at + size })
    if (type === 0) break
    at += size
  }
  return options
}

function forEach<Value>(read: (option: Option, bytes: Uint8Array) => readonly Value[]) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined =>
    layer.length === 20 ? undefined : listed(optionsOf(layer).flatMap((option) => read(option, bytes)))
}

function ofTypes<Value>(
  types: readonly number[],
  least: number,
  read: (bytes: Uint8Array, option: Option) => readonly Value[],
) {
  return forEach((option, bytes) =>
    types.includes(option.type) && option.end - option.at >= least ? read(bytes, option) : [],
  )
}

/** The addresses of a recorded route; the pointer, which counts from 1, tells which are written. */
function routes(isWanted: (at: number, pointer: number) => boolean) {
  return ofTypes([recordRoute], 7, (bytes, option) => {
    const pointer = option.at + u8(bytes, option.at + 2) - 1
    return places(option, 3, 4).flatMap((at) => (isWanted(at, pointer) ? [formatIpv4(bytes, at)] : []))
  })
}

function hasAddresses(bytes: Uint8Array, { at }: Option): boolean {
  return (u8(bytes, at + 3) & 0xf) !== 0
}

/** The offsets of the values of so many bytes each that follow an option's header. */
function places({ at, end }: Option, header: number, size: number): readonly number[] {
  return Array.from({ length: Math.floor((end - at - header) / size) }, (_, index) => at + header + index * size)
}
