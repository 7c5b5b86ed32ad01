import type { KubernetesObject } from '@underlay/configs'
import { agentNamespace, namespaceObject } from './agent-job.ts'
import type { RequiredRight } from './rights.ts'

const name = 'underlay'
const apiGroup = 'rbac.authorization.k8s.io'
const apiVersion = `${apiGroup}/v1`

/** To whom rights are given: a user, or an account as `system:serviceaccount:<namespace>:<name>`. */
interface Subject {
  readonly kind: 'User' | 'ServiceAccount'
  readonly name: string
  readonly namespace?: string
  readonly apiGroup?: string
}

/**
 * The objects that give a user these rights: the namespace of the tools pods, a ClusterRole, a Role in each namespace, and
 * their bindings. What is the administrator's stays: the SDK removes none of them.
 *
 * @param user as the API server calls it: `jane`, or `system:serviceaccount:ci:bot`.
 * @example
 * echo(renderManifests(rightsManifest(requiredRights('capture'), 'jane'))) // | kubectl apply -f -
 */
export function rightsManifest(rights: readonly RequiredRight[], user: string): readonly KubernetesObject[] {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  const subject: Subject =
    namespace === undefined || account === undefined
      ? { kind: 'User', name: user, apiGroup }
      : { kind: 'ServiceAccount', name: account, namespace }
  const byPlace = Map.groupBy(rights, (right) => right.namespace)
  return [
    ownNamespace(),
    ...[...byPlace].flatMap(([place, own]) => {
      const metadata = place === undefined ? { name } : { name, namespace: place }
      const [role, binding] = place === undefined ? ['ClusterRole', 'ClusterRoleBinding'] : ['Role', 'RoleBinding']
      return [
        { apiVersion, kind: role, metadata, rules: rulesOf(own) },
        { apiVersion, kind: binding, metadata, roleRef: { apiGroup, kind: role, name }, subjects: [subject] },
      ]
    }),
  ]
}

// Without the SDK's label: its sessions come and go, and the roles in it stay.
function ownNamespace(): KubernetesObject {
  const { 'app.kubernetes.io/managed-by': _, ...labels } = namespaceObject.metadata.labels ?? {}
  return { ...namespaceObject, metadata: { name: agentNamespace, labels } }
}

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

/** One rule for each resource, with all its verbs. */
function rulesOf(rights: readonly RequiredRight[]): readonly Rule[] {
  const byResource = Map.groupBy(rights, ({ group, resource, names }) => JSON.stringify([group, resource, names]))
  return [...byResource.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { group, resource, names } = first
    const verbs = same.map(({ verb }) => verb)
    return [{ apiGroups: [group], resources: [resource], ...(names && { resourceNames: names }), verbs }]
  })
}
