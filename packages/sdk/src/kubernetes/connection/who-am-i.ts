import { LabError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { readBody } from './read-body.ts'
import { refusal } from './refusal.ts'
import { ask } from './request.ts'

const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

interface SelfSubjectReview {
  readonly status?: { readonly userInfo?: { readonly username?: string } }
}

/**
 * Asks the API server as whom it knows this kubeconfig's user; everybody whom it knows may ask, from Kubernetes 1.28 on.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
 */
export async function whoAmI(connection: Connection): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const answer = await ask(connection, { method: 'POST', path, contentType: 'application/json', body })
  if (answer.status !== 201 && answer.status !== 200) throw refusal('who am I', answer)
  const name = readBody<SelfSubjectReview>(answer, 'SelfSubjectReview').status?.userInfo?.username
  if (name === undefined) throw new LabError('the API server does not say who this user is', 'name the user')
  return name
}
