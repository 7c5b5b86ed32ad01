import { LabError } from '../../errors.ts'
import type { Answer } from './request.ts'

const LONGEST_MESSAGE = 2000

/** What the API server says of a request that it refused: a `Status` object. */
export interface ApiStatus {
  readonly message: string
  readonly reason: string
}

/** Reads the Status in the body of an answer; what is none (a proxy's page) is the message itself. */
export function readStatus({ status, body }: Answer): ApiStatus {
  try {
    const { message, reason } = JSON.parse(body) as Partial<ApiStatus>
    if (typeof message === 'string') return { message: clip(message), reason: typeof reason === 'string' ? reason : '' }
  } catch {
    // Not from the API server, then.
  }
  return { message: clip(body.trim()) || `HTTP status ${status}`, reason: '' }
}

/** The error for a refused request: whom it was about, the API server's words, the fix (by default one for an object). */
export function refusal(subject: string, answer: Answer, fix?: string): LabError {
  const { message, reason } = readStatus(answer)
  return new LabError(`${subject}: ${message}`, fix ?? fixFor(answer.status, reason, message))
}

/** Tells an answer for a kind that is no longer (or not yet) served from one for an object that does not exist. */
export function isUnserved(answer: Answer): boolean {
  return answer.status === 404 && readStatus(answer).reason !== 'NotFound'
}

/** The next thing to do about a refused request. */
function fixFor(status: number, reason: string, message: string): string {
  const [, namespace] = /^namespaces "([^"]+)" not found/.exec(message) ?? []
  if (namespace !== undefined) return `add the Namespace ${namespace} to the objects`
  if (message.includes('because it is being terminated')) return 'wait until the namespace is gone, and apply again'
  if (message.includes('not declared in schema') || message.includes('unknown field'))
    return 'correct the name of the field'
  if (status === 401 || status === 403) return 'use a kubeconfig whose user may do this'
  if (status === 404) return 'see that it exists: kubectl get'
  if (status === 400 || status === 422 || reason === 'Invalid')
    return 'correct the object; kubectl explain tells its fields'
  const owners = /^Apply failed with \d+ conflict/.test(message) ? ownersIn(message) : []
  if (owners.length > 0) return takeOver(owners)
  if (status === 409) return 'do it again: someone else changed it at the same time'
  return "see the API server's log: kubectl logs -n kube-system -l component=kube-apiserver"
}

// Several owners have one list of fields each: conflicts with "kubectl" using v1:\n- .data.a
function ownersIn(message: string): readonly string[] {
  return [...new Set([...message.matchAll(/\bconflicts? with "([^"]*)"/g)].map(([, owner = '']) => owner))]
}

function takeOver(owners: readonly string[]): string {
  const command = 'kubectl apply --server-side --field-manager=underlay --force-conflicts -f <the manifest>'
  return `leave these fields to ${owners.join(', ')}, out of the object, or take them over: ${command}`
}

function clip(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}
