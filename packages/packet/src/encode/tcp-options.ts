import { concat, putU16, putU32 } from '../bytes/build.ts'
import type { GivenFields } from './given-fields.ts'

const noOperation = 1

/**
 * The options that are given by field, in Linux' order and aligned as it does.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc7323#appendix-A
 */
export function tcpOptions(fields: GivenFields): Uint8Array {
  return concat(segmentSize(fields), sackPermitted(fields), timestamp(fields), windowScale(fields))
}

function segmentSize(fields: GivenFields): Uint8Array {
  if (!fields.has('tcp.options.mss_val')) return new Uint8Array(0)
  const option = Uint8Array.of(2, 4, 0, 0)
  putU16(option, 2, fields.integer('tcp.options.mss_val', 16, 0))
  return option
}

function sackPermitted(fields: GivenFields): Uint8Array {
  if (fields.parts(0, { 'tcp.options.sack_perm': [0, 1] }) === 0) return new Uint8Array(0)
  const option = Uint8Array.of(4, 2)
  return hasTimestamp(fields) ? option : concat(Uint8Array.of(noOperation, noOperation), option)
}

function timestamp(fields: GivenFields): Uint8Array {
  if (!hasTimestamp(fields)) return new Uint8Array(0)
  const option = Uint8Array.of(8, 10, 0, 0, 0, 0, 0, 0, 0, 0)
  putU32(option, 2, fields.integer('tcp.options.timestamp.tsval', 32, 0))
  putU32(option, 6, fields.integer('tcp.options.timestamp.tsecr', 32, 0))
  const isAligned = fields.parts(0, { 'tcp.options.sack_perm': [0, 1] }) === 1
  return isAligned ? option : concat(Uint8Array.of(noOperation, noOperation), option)
}

function windowScale(fields: GivenFields): Uint8Array {
  if (!fields.has('tcp.options.wscale.shift')) return new Uint8Array(0)
  return Uint8Array.of(noOperation, 3, 3, fields.integer('tcp.options.wscale.shift', 8, 0))
}

function hasTimestamp(fields: GivenFields): boolean {
  return fields.has('tcp.options.timestamp.tsval') || fields.has('tcp.options.timestamp.tsecr')
}
