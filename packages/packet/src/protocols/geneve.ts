import { bit, u16, u24, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { defineProtocol, follow, hasBytes, listed } from '../layers/protocol.ts'

/**
 * Generic network virtualisation encapsulation, UDP port 6081.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-----------+-+-+-----------+-------------------------------+
 * |Ver|  Opt Len  |O|C|   Rsvd.   |          Protocol Type        |
 * +---+-----------+-+-+-----------+---------------+---------------+
 * |        Virtual Network Identifier (VNI)       |    Reserved   |
 * +-----------------------------------------------+---------------+
 * |          Option Class         |      Type     |R|R|R| Length  |
 * +-------------------------------+---------------+---------------+
 * |                      Variable Option Data …
 * +---------------------------------------------------------------+
 * ```
 *
 * `geneve.option.length` is in bytes: first that of all options, then of each with its header, as Wireshark has it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8926#section-3.4
 */
export const geneve = defineProtocol({
  name: 'geneve',
  dissect(cursor) {
    if (!hasBytes(cursor, 'geneve', 8)) return
    const { bytes, start } = cursor
    const length = 8 + optionsLength(bytes, start)
    if (hasBytes(cursor, 'geneve', length)) follow(cursor, length, 'gre.proto', u16(bytes, start + 2))
  },
  fields: {
    'geneve.version': (bytes, start) => u8(bytes, start) >> 6,
    'geneve.flags': (bytes, start) => u8(bytes, start + 1),
    'geneve.flags.oam': (bytes, start) => bit(bytes, start + 1, 0x80),
    'geneve.flags.critical': (bytes, start) => bit(bytes, start + 1, 0x40),
    'geneve.flags.reserved': (bytes, start) => bit(bytes, start + 1, 0x3f),
    'geneve.proto_type': (bytes, start) => u16(bytes, start + 2),
    'geneve.vni': (bytes, start) => u24(bytes, start + 4),
    'geneve.reserved': (bytes, start) => u8(bytes, start + 7),
    'geneve.options': (bytes, start, { length }) =>
      length > 8 ? formatHex(bytes, start + 8, start + length, '') : undefined,
    'geneve.option': forEachOption((bytes, at, length) => formatHex(bytes, at, at + length, '')),
    'geneve.option.class': forEachOption((bytes, at) => u16(bytes, at)),
    'geneve.option.type': forEachOption((bytes, at) => u8(bytes, at + 2)),
    'geneve.option.type.critical': forEachOption((bytes, at) => bit(bytes, at + 2, 0x80)),
    'geneve.option.length': (bytes, start, layer) => [
      optionsLength(bytes, start),
      ...optionsOf(layer).map((at) => optionLength(bytes, at)),
    ],
  },
})

function optionsLength(bytes: Uint8Array, start: number): number {
  return 4 * (u8(bytes, start) & 0x3f)
}

function optionLength(bytes: Uint8Array, at: number): number {
  return 4 + 4 * (u8(bytes, at + 3) & 0x1f)
}

/** The offsets of the options; one that leaves the header is none, nor is what follows it. */
function optionsOf({ bytes, start, length }: DecodedLayer): readonly number[] {
  const found: number[] = []
  for (let at = start + 8; at < start + length; at += optionLength(bytes, at)) {
    if (at + optionLength(bytes, at) > start + length) break
    found.push(at)
  }
  return found
}

function forEachOption<Value>(read: (bytes: Uint8Array, at: number, length: number) => Value) {
  return (bytes: Uint8Array, _start: number, layer: DecodedLayer): readonly Value[] | undefined =>
    listed(optionsOf(layer).map((at) => read(bytes, at, optionLength(bytes, at))))
}
