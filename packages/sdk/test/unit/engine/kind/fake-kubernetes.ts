import type { KubernetesObject } from '@underlay/configs'
import { LabTimeoutError } from '../../../../src/errors.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import type { KubernetesNode } from '../../../../src/kubernetes/node/kubernetes-node.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'

interface FakeKubernetesOptions {
  /** The nodes at first, and after each change that a watch sees. */
  readonly nodes?: readonly (readonly KubernetesNode[])[]
  readonly pods?: readonly KubernetesPod[]
  /** By kind, for lists; by `namespace/name` for one. */
  readonly objects?: Readonly<Record<string, readonly LiveObject[]>>
  readonly exec?: Kubernetes['exec']
}

const unused = async (): Promise<never> => Promise.reject(new Error('not in this test'))

/**
 * An API server of a few values. It keeps what was done, in order: `apply DaemonSet kube-system/calico-node`,
 * `await the rollout of …`, `patch IPPool default-ipv4-ippool`. Rollouts are done at once.
 */
export function fakeKubernetes({ nodes = [[]], pods = [], objects = {}, exec = unused }: FakeKubernetesOptions = {}) {
  const done: string[] = []
  const applied: KubernetesObject[] = []
  const patches: Readonly<Record<string, unknown>>[] = []
  const ahead = [...nodes]
  const now = (): readonly KubernetesNode[] => ahead[0] ?? []
  const kubernetes: Kubernetes = {
    server: 'https://127.0.0.1:40123',
    context: 'fake',
    defaultNamespace: 'default',
    awaitReady: async () => {},
    whoAmI: unused,
    apply: async (given) => {
      done.push(...given.map((object) => `apply ${nameOf(object)}`))
      applied.push(...given)
      return []
    },
    remove: unused,
    get: async ({ metadata: { namespace, name } }) => objects[`${namespace}/${name}`]?.[0],
    nodes: async () => now(),
    pods: async () => pods,
    listObjects: async ({ kind }) => objects[kind] ?? [],
    mergePatch: async (ref, patch) => {
      done.push(`patch ${nameOf(ref)}`)
      patches.push(patch)
      return { ...ref, metadata: { ...ref.metadata, uid: '1', resourceVersion: '2' } }
    },
    removeTaint: unused,
    label: unused,
    watchUntil: async (selection, predicate, { what, timeoutMs, describe }) => {
      done.push(`await ${what} (${timeoutMs} ms)`)
      if ([selection].flat()[0]?.kind !== 'Node') return []
      while (!predicate(now())) {
        if (ahead.length <= 1) throw new LabTimeoutError(what, timeoutMs, describe(now()))
        ahead.shift()
      }
      return now()
    },
    exec,
    logs: unused,
  }
  return { kubernetes, done, applied, patches }
}

function nameOf({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}

/** A node as the API server has it, Ready where it has an address. */
export function node(
  name: string,
  address: string | undefined,
  annotations: Readonly<Record<string, string>> = {},
): KubernetesNode {
  const hostname = { type: 'Hostname', address: name }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '1', annotations },
    spec: {},
    status: {
      addresses: address === undefined ? [hostname] : [hostname, { type: 'InternalIP', address }],
      conditions: [{ type: 'Ready', status: address === undefined ? 'False' : 'True' }],
    },
  }
}
