import { concat } from '../../bytes/build.ts'
import type { FieldName } from '../../layers/layer.ts'
import type { GivenFields } from '../given-fields.ts'

// Wireshark names the subcode by the code.
const subcodes: Readonly<Record<number, FieldName>> = {
  2: 'bgp.notify.minor_error_open',
  3: 'bgp.notify.minor_error_update',
  4: 'bgp.notify.minor_error_expired',
  5: 'bgp.notify.minor_error_state',
  6: 'bgp.notify.minor_error_cease',
}

/** @see https://www.rfc-editor.org/rfc/rfc4271#section-4.5 */
export function notificationBody(fields: GivenFields): Uint8Array {
  const code = fields.integer('bgp.notify.major_error', 8, 6)
  const name = subcodes[code]
  const subcode = name === undefined ? 0 : fields.integer(name, 8, 0)
  return concat(Uint8Array.of(code, subcode), fields.hex('bgp.notify.minor_data'))
}
