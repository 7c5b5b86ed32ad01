import { agentNamespace, serviceAccountObject } from './agent-job.ts'

/** What is done to a cluster that the SDK did not make. */
export type ClusterTask = 'capture' | 'trace' | 'matrix' | 'verify'

/** A right that the user of a cluster needs, and what for. */
export interface RequiredRight {
  readonly verb: string
  /** The API group, `''` for the core's. */
  readonly group: string
  /** As RBAC has it: `nodes`, `pods/exec`. */
  readonly resource: string
  /** Only in this namespace; absent: in all of the cluster. */
  readonly namespace?: string
  /** Only objects of these names. */
  readonly names?: readonly string[]
  readonly why: string
}

/** What decides about rights besides the task. */
export interface RightsOptions {
  /** Where the calico-node pods are, whose BIRD is asked for its sessions; absent: BGP is not looked at. */
  readonly calicoNamespace?: string
}

const flannelConfig = ['kube-flannel-cfg'] as const

const looking: readonly RequiredRight[] = [
  { verb: 'list', group: '', resource: 'nodes', why: 'which nodes there are' },
  { verb: 'list', group: '', resource: 'pods', why: 'which pods there are, and on which node' },
  { verb: 'list', group: 'crd.projectcalico.org', resource: 'ippools', why: "Calico's modes" },
  { verb: 'list', group: 'crd.projectcalico.org', resource: 'blockaffinities', why: "Calico's blocks of each node" },
  { verb: 'get', group: '', resource: 'configmaps', names: flannelConfig, why: "flannel's networks and backend" },
  { verb: 'get', group: '', resource: 'namespaces', names: [agentNamespace], why: 'whether it is there' },
]

const services: readonly RequiredRight[] = [
  { verb: 'list', group: '', resource: 'services', why: 'where packets to a Service may go' },
  { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', why: 'which pods serve a Service' },
]

const inside = { namespace: agentNamespace } as const
const account = { ...inside, group: '', resource: 'serviceaccounts', names: [serviceAccountObject.metadata.name] }
const jobs = { ...inside, group: 'batch', resource: 'jobs' } as const

const agents: readonly RequiredRight[] = [
  ...['get', 'create', 'patch', 'delete'].map((verb) => ({ ...account, verb, why: 'the account of the tools pods' })),
  { ...jobs, verb: 'create', why: 'a tools pod on each node that is looked at' },
  { ...jobs, verb: 'patch', why: 'the same, by server-side apply' },
  { ...jobs, verb: 'list', why: 'to find what this session made' },
  { ...jobs, verb: 'delete', why: 'to take it away' },
  // They are listed by the right to list all pods.
  { ...inside, verb: 'watch', group: '', resource: 'pods', why: 'whether the tools pods run' },
  { ...inside, verb: 'list', group: '', resource: 'events', why: 'why a tools pod does not come' },
  { ...inside, verb: 'watch', group: '', resource: 'events', why: 'the same, as it comes' },
  { ...inside, verb: 'get', group: '', resource: 'pods/exec', why: 'to run ip, tcpdump and ping in them' },
  { ...inside, verb: 'create', group: '', resource: 'pods/exec', why: 'the same, from Kubernetes 1.35 on' },
]

/**
 * The rights that a task needs in a cluster that the SDK did not make: all of them, and no other.
 *
 * @param task `capture` needs no Services; `verify` also asks Calico's BIRD, where `calicoNamespace` says where it is.
 * @example
 * for (const { verb, resource, namespace } of requiredRights('capture')) echo(`${verb} ${resource} ${namespace ?? ''}`)
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function requiredRights(task: ClusterTask, { calicoNamespace }: RightsOptions = {}): readonly RequiredRight[] {
  const bird = { group: '', resource: 'pods/exec', why: "to ask Calico's BIRD for its sessions" }
  return [
    ...looking,
    ...(task === 'capture' ? [] : services),
    ...agents,
    ...(task === 'verify' && calicoNamespace !== undefined
      ? ['get', 'create'].map((verb) => ({ ...bird, verb, namespace: calicoNamespace }))
      : []),
  ]
}

/** A right as an error of the API server names it. */
export type DeniedRight = Pick<RequiredRight, 'verb' | 'group' | 'resource' | 'namespace'>

/** The right of any task that was denied; undefined for one that no task needs. */
export function findRight({ verb, group, resource, namespace }: DeniedRight): RequiredRight | undefined {
  // Beside the tools pods only Calico's are asked: in another namespace it is theirs.
  const other = namespace === undefined || namespace === agentNamespace ? {} : { calicoNamespace: namespace }
  const same = requiredRights('verify', other).filter(
    (right) => right.verb === verb && right.group === group && right.resource === resource,
  )
  return same.find((right) => right.namespace === namespace) ?? same.find((right) => right.namespace === undefined)
}
