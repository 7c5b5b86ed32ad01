import { formatIpv4 } from './format-ipv4.ts'
import { formatIpv6 } from './format-ipv6.ts'

/**
 * The canonical text of an address of 4 or 16 bytes, as all fields have it.
 *
 * @example
 * ```ts
 * formatAddress(Uint8Array.of(10, 1, 5, 10)) // '10.1.5.10'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc5952#section-4
 */
export function formatAddress(bytes: Uint8Array): string {
  return bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0)
}
