import { u8 } from '../../bytes/big-endian.ts'
import { formatHex } from '../../bytes/hex.ts'
import { ifType } from './message.ts'

const notification = 3

/**
 * Fields of a NOTIFICATION message; the name of the second says which of the first it belongs to.
 *
 * ```text
 * +---------------+---------------+-------------------------------+
 * |  Error code   | Error subcode |   Data (variable) …
 * +---------------+---------------+-------------------------------+
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc4271#section-4.5
 * @see https://www.rfc-editor.org/rfc/rfc4486#section-3
 */
export const notificationFields = {
  'bgp.notify.major_error': ifType(notification, 21, (bytes, start) => u8(bytes, start + 19)),
  'bgp.notify.minor_error_open': minor(2),
  'bgp.notify.minor_error_update': minor(3),
  'bgp.notify.minor_error_expired': minor(4),
  'bgp.notify.minor_error_state': minor(5),
  'bgp.notify.minor_error_cease': minor(6),
  'bgp.notify.minor_data': ifType(notification, 22, (bytes, start, { length }) =>
    formatHex(bytes, start + 21, start + length, ''),
  ),
}

function minor(major: number) {
  return ifType(notification, 21, (bytes, start) =>
    u8(bytes, start + 19) === major ? u8(bytes, start + 20) : undefined,
  )
}
