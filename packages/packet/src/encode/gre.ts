import { concat, putU16, u32Of } from '../bytes/build.ts'
import { gre } from '../protocols/gre.ts'
import { checksumOf } from './checksum.ts'
import type { Encoder } from './encoder.ts'
import type { GivenFields } from './given-fields.ts'
import { etherTypeOf } from './next-number.ts'

/**
 * Generic routing encapsulation: a key, a sequence number, a checksum when it is given, or its flag is set.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2784#section-2
 * @see https://www.rfc-editor.org/rfc/rfc2890#section-2
 */
export const greEncoder: Encoder = {
  protocol: gre,
  encode({ fields, payload, next }) {
    const flags = flagsOf(fields)
    const first = new Uint8Array(4)
    putU16(first, 0, flags)
    putU16(first, 2, fields.integer('gre.proto', 16, etherTypeOf(next)))
    const hasSum = (flags & 0xc000) !== 0
    const header = concat(first, new Uint8Array(hasSum ? 4 : 0), ...optionalFields(fields, flags))
    if (!hasSum) return { header }
    putU16(header, 6, fields.integer('gre.offset', 16, 0))
    const sum = (flags & 0x8000) === 0 ? 0 : checksumOf(concat(header, payload))
    putU16(header, 4, fields.integer('gre.checksum', 16, sum))
    return { header }
  },
}

function flagsOf(fields: GivenFields): number {
  const hasKey = fields.has('gre.key') || fields.has('gre.key.call_id')
  const derived =
    Number(fields.has('gre.checksum')) * 0x8000 +
    Number(fields.has('gre.routing')) * 0x4000 +
    Number(hasKey) * 0x2000 +
    Number(fields.has('gre.sequence_number')) * 0x1000 +
    // Only PPTP's version 1 acknowledges.
    Number(fields.has('gre.ack_number')) * 0x0081
  return fields.bits('gre.flags_and_version', 16, derived, {
    'gre.flags.checksum': [15, 1],
    'gre.flags.routing': [14, 1],
    'gre.flags.key': [13, 1],
    'gre.flags.sequence_number': [12, 1],
    'gre.flags.strict_source_route': [11, 1],
    'gre.flags.recursion_control': [8, 3],
    'gre.flags.ack': [7, 1],
    'gre.flags.version': [0, 3],
  })
}

function optionalFields(fields: GivenFields, flags: number): readonly Uint8Array[] {
  const parts: Uint8Array[] = []
  if ((flags & 0x2000) !== 0) parts.push(keyOf(fields))
  if ((flags & 0x1000) !== 0) parts.push(u32Of(fields.integer('gre.sequence_number', 32, 0)))
  if ((flags & 0x0080) !== 0) parts.push(u32Of(fields.integer('gre.ack_number', 32, 0)))
  // A list of routes ends with an empty one.
  if ((flags & 0x4000) !== 0) parts.push(fields.hex('gre.routing', new Uint8Array(4)))
  return parts
}

function keyOf(fields: GivenFields): Uint8Array {
  if (!fields.has('gre.key.payload_length') && !fields.has('gre.key.call_id'))
    return u32Of(fields.integer('gre.key', 32, 0))
  return u32Of(fields.integer('gre.key.payload_length', 16, 0) * 0x10000 + fields.integer('gre.key.call_id', 16, 0))
}
