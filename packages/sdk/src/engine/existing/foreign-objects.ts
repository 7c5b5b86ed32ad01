import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import { agentNamespace, serviceAccountObject, sessionLabel } from './agent-job.ts'

/** What people put into a namespace; events, endpoints and leases come and go with other things. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'Pod',
    'Service',
    'ConfigMap',
    'Secret',
    'ServiceAccount',
    'PersistentVolumeClaim',
    'ResourceQuota',
    'LimitRange',
  ],
  'apps/v1': ['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet'],
  'batch/v1': ['Job', 'CronJob'],
  'networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
}

/** What Kubernetes puts into every namespace, and the SDK's account. */
const expected = new Set(['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt', nameOf(serviceAccountObject)])

/**
 * Whether the agents' namespace holds nothing but what Kubernetes puts into every one, and what the agents' sessions made.
 *
 * @throws LabError when the user may not list one of the kinds: then it may hold anything.
 */
export async function holdsNothingElse(kubernetes: Pick<Kubernetes, 'listObjects'>): Promise<boolean> {
  const selections = Object.entries(kinds).flatMap(([apiVersion, names]) => names.map((kind) => ({ apiVersion, kind })))
  const lists = await Promise.all(
    selections.map((selection) => kubernetes.listObjects({ ...selection, namespace: agentNamespace })),
  )
  return !lists.flat().some(isForeign)
}

function isForeign(object: LiveObject): boolean {
  const { deletionTimestamp, labels = {} } = object.metadata
  if (deletionTimestamp !== undefined || labels[sessionLabel] !== undefined) return false
  return !expected.has(nameOf(object)) && !isAccountToken(object)
}

// Before Kubernetes 1.24 every account had one.
function isAccountToken({ kind, type, metadata }: LiveObject): boolean {
  const owner = metadata.annotations?.['kubernetes.io/service-account.name'] ?? ''
  return kind === 'Secret' && type === 'kubernetes.io/service-account-token' && expected.has(`ServiceAccount/${owner}`)
}

function nameOf({
  kind,
  metadata,
}: Pick<LiveObject, 'kind'> & { readonly metadata: { readonly name: string } }): string {
  return `${kind}/${metadata.name}`
}
