import { formatAddress } from '../address/format-address.ts'
import { parseAddress } from '../address/parse-address.ts'
import { DecodedLayer } from '../layers/decoded-layer.ts'
import type { FieldReaders, Protocol } from '../layers/protocol.ts'
import type { GivenFields } from './given-fields.ts'
import { show } from './show.ts'

/** A layer as it was written: its bytes and those that it carries. */
export interface WrittenLayer {
  readonly protocol: Protocol
  /** The protocol that carries it. */
  readonly carrier: Protocol | undefined
  readonly bytes: Uint8Array
  readonly headerLength: number
  /** Offset behind the payload. */
  readonly payloadEnd: number
}

/**
 * Reads the fields that the encoder had no use for back from what it wrote: they may say the same once more.
 *
 * @throws {EncodeError} when one is no field of the layer, or says something else
 */
export function checkLeft(fields: GivenFields, written: WrittenLayer): void {
  for (const [name, value] of fields.left) {
    // How a checksum was judged is nobody's wish.
    if (name.endsWith('.status')) continue
    const readers: FieldReaders = written.protocol.fields
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (read === undefined) {
      const known = Object.keys(readers).join(', ') || 'none'
      throw fields.error(name, `is no field of ${fields.name}`, `it has ${known}`)
    }
    const layer = layerOf(written)
    const found = read(written.bytes, 0, layer)
    if (isSame(found, value)) continue
    const said = found === undefined ? 'this header has no such field' : `the bytes say ${show(found)}`
    throw fields.error(name, `is ${show(value)}, but ${said}`, 'leave it out, or what contradicts it')
  }
}

function isSame(found: unknown, value: unknown): boolean {
  if (!Array.isArray(found) || !Array.isArray(value)) return found === canonical(value)
  return found.length === value.length && found.every((each, index) => each === canonical(value[index]))
}

/** An address may be written in more than one way. */
function canonical(value: unknown): unknown {
  const address = typeof value === 'string' ? parseAddress(value) : undefined
  return address === undefined ? value : formatAddress(address)
}

function layerOf({ protocol, carrier, bytes, headerLength, payloadEnd }: WrittenLayer): DecodedLayer {
  const outer = carrier && new DecodedLayer(carrier, bytes, 0, 0, bytes.length, undefined)
  const end = protocol.name === 'eth' ? bytes.length : payloadEnd
  const layer = new DecodedLayer(protocol, bytes, 0, headerLength, end, outer)
  if (payloadEnd < end) layer.set({ payloadEnd })
  return layer
}
