import { u16, u32, u8 } from '../bytes/big-endian.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import type { FieldReader } from '../layers/protocol.ts'
import { listed } from '../layers/protocol.ts'

const endOfList = 0
const noOperation = 1
const selectiveAck = 5

/**
 * The options of a TCP header; of those that come twice the first is read, of the acknowledged blocks all.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |      Kind     |     Length    |   value (Length − 2 bytes) …  |
 * +---------------+---------------+-------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc7323
 * @see https://www.rfc-editor.org/rfc/rfc2018#section-3
 */
export const tcpOptionFields = {
  'tcp.option_kind': (bytes: Uint8Array, _start: number, layer: DecodedLayer) =>
    listed(optionsOf(layer).map((at) => u8(bytes, at))),
  'tcp.option_len': (bytes: Uint8Array, _start: number, layer: DecodedLayer) =>
    listed(optionsOf(layer).flatMap((at) => (hasLength(u8(bytes, at)) ? [u8(bytes, at + 1)] : []))),
  'tcp.options.mss_val': option(2, 4, (bytes, at) => u16(bytes, at + 2)),
  'tcp.options.wscale.shift': option(3, 3, (bytes, at) => u8(bytes, at + 2)),
  'tcp.options.wscale.multiplier': option(3, 3, (bytes, at) => 2 ** Math.min(u8(bytes, at + 2), 14)),
  'tcp.options.sack_perm': option(4, 2, () => true),
  'tcp.options.sack_le': blocks((bytes, at) => u32(bytes, at)),
  'tcp.options.sack_re': blocks((bytes, at) => u32(bytes, at + 4)),
  'tcp.options.sack.count': (bytes: Uint8Array, start: number, layer: DecodedLayer) =>
    blocks(() => 1)(bytes, start, layer)?.length,
  'tcp.options.timestamp.tsval': option(8, 10, (bytes, at) => u32(bytes, at + 2)),
  'tcp.options.timestamp.tsecr': option(8, 10, (bytes, at) => u32(bytes, at + 6)),
  'tcp.options.md5.digest': option(19, 18, (bytes, at) => formatHex(bytes, at + 2, at + 18, '')),
  'tcp.options.user_to_granularity': option(28, 4, (bytes, at) => u8(bytes, at + 2) >= 0x80),
  'tcp.options.user_to_val': option(28, 4, (bytes, at) => u16(bytes, at + 2) & 0x7fff),
}

function hasLength(kind: number): boolean {
  return kind !== endOfList && kind !== noOperation
}

/** The next option's offset; undefined where a length leaves the header or makes no progress. */
function behind(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (!hasLength(u8(bytes, at))) return at + 1
  const length = at + 1 < end ? u8(bytes, at + 1) : 0
  return length < 2 || at + length > end ? undefined : at + length
}

/** The offsets of all options, what stands behind their end included, as Wireshark lists them. */
function optionsOf({ bytes, start, length }: DecodedLayer): readonly number[] {
  const offsets: number[] = []
  const end = start + length
  for (let at: number | undefined = start + 20; at !== undefined && at < end;) {
    const next: number | undefined = behind(bytes, at, end)
    if (next !== undefined) offsets.push(at)
    at = next
  }
  return offsets
}

/** Reads the first option of `kind` when it has the `length` that its specification gives. */
function option<Value>(kind: number, length: number, read: (bytes: Uint8Array, at: number) => Value) {
  return (bytes: Uint8Array, start: number, layer: DecodedLayer): Value | undefined => {
    const end = start + layer.length
    for (let at: number | undefined = start + 20; at !== undefined && at < end;) {
      const found = u8(bytes, at)
      if (found === endOfList) return undefined
      const next: number | undefined = behind(bytes, at, end)
      if (found === kind && next === at + length) return read(bytes, at)
      at = next
    }
    return undefined
  }
}

/** Reads the edges of all blocks of all selective acknowledgments. */
function blocks(read: (bytes: Uint8Array, at: number) => number) {
  return ((bytes, _start, layer) => {
    if (layer.length === 20) return undefined
    const acknowledgments = optionsOf(layer).filter((at) => u8(bytes, at) === selectiveAck)
    return listed(
      acknowledgments.flatMap((at) =>
        Array.from({ length: Math.floor((u8(bytes, at + 1) - 2) / 8) }, (_, index) => read(bytes, at + 2 + 8 * index)),
      ),
    )
  }) satisfies FieldReader
}
