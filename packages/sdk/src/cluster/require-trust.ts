import { formatIssue, type Issue } from '@underlay/configs'
import { TrustError } from '../errors.ts'

/**
 * Refuses documents that ask for what only those built in code may do.
 *
 * @param call what trusts them.
 * @throws TrustError with every line that asks.
 */
export function requireTrust(call: string, requests: readonly Issue[]): void {
  if (requests.length === 0) return
  throw new TrustError(
    requests.map(formatIssue),
    `read those lines, and if they are what you want: underlay up --trust, or ${call}`,
  )
}
