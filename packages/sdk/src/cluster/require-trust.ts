import { formatIssue, requestedTrust } from '@underlay/configs'
import { TrustError } from '../errors.ts'

/**
 * Refuses a topology that asks for what only one built in code may do.
 *
 * @param call what trusts it.
 * @throws TrustError with every line that asks.
 */
export function requireTrust(call: string, ...asking: Parameters<typeof requestedTrust>): void {
  const requests = requestedTrust(...asking)
  if (requests.length === 0) return
  throw new TrustError(requests.map(formatIssue), `read those lines, and if they are what you want: ${call}`)
}
