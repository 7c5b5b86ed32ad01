import { readFileSync } from 'node:fs'
import type { KubernetesObject } from '@underlay/configs'
import type { PodProcess } from '../../../../src/kubernetes/exec/exec.ts'
import type { Kubernetes } from '../../../../src/kubernetes/kubernetes.ts'
import type { KubernetesNode } from '../../../../src/kubernetes/node/kubernetes-node.ts'
import type { LiveObject } from '../../../../src/kubernetes/object/live-object.ts'
import type { KubernetesPod } from '../../../../src/kubernetes/pod/kubernetes-pod.ts'
import { fakeAgent, type AgentAnswer, type AgentProgram } from './fake-agent.ts'

function recorded<T>(name: string): readonly T[] {
  const url = new URL(`../../kubernetes/fixtures/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { readonly items: readonly T[] }).items
}

/** The nodes and pods of a real cluster with Calico, VXLAN CrossSubnet. */
export const recordedNodes = recorded<KubernetesNode>('nodes')
const recordedPods = recorded<KubernetesPod>('pods')

/** The context of kind's that they would have. */
export const kindContext = 'kind-calico-ipip-crosssubnet'

const pool = { spec: { cidr: '10.98.0.0/16', vxlanMode: 'CrossSubnet', ipipMode: 'Never', natOutgoing: true } }

/** An object as the API server has it. */
export function live(object: KubernetesObject & object): LiveObject {
  return { ...object, metadata: { uid: '1', resourceVersion: '1', ...object.metadata } }
}

/** A pod of a Job that runs. */
function podOf(job: string): KubernetesPod {
  const pod = live({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `${job}-x`, namespace: 'underlay' } })
  return { ...pod, spec: { containers: [] }, status: { containerStatuses: [running] } }
}

const running = { name: 'agent', image: 'i', ready: true, restartCount: 0, state: { running: {} } }

const unused = async (): Promise<never> => Promise.reject(new Error('not in this test'))

function isSame(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.kind === b.kind && a.metadata.name === b.metadata.name
}

/** A cluster's API that lets every Job's pod run at once; `objects` are those that are there besides. */
export function fakeCluster({
  answer = () => '',
  program,
  objects = [],
  nodes = recordedNodes,
}: {
  readonly answer?: AgentAnswer
  /** In place of `answer`. */
  readonly program?: AgentProgram
  readonly objects?: readonly LiveObject[]
  readonly nodes?: readonly KubernetesNode[]
} = {}) {
  const there = [...objects]
  const removed: KubernetesObject[] = []
  const forced: KubernetesObject[] = []
  const agents: { readonly pod: string; readonly process: PodProcess }[] = []
  const pods = { now: recordedPods }
  const awaited: string[] = []
  const jobs = (): LiveObject[] => there.filter(({ kind }) => kind === 'Job')
  const kubernetes: Kubernetes = {
    server: 'https://127.0.0.1:40123',
    context: kindContext,
    defaultNamespace: 'default',
    awaitReady: async () => {},
    whoAmI: async () => 'jane',
    apply: async (applied, { force = true } = {}) => {
      if (force) forced.push(...applied)
      there.push(...applied.map(live))
      return applied.map(live)
    },
    remove: async (gone) => void removed.push(...gone),
    get: async (ref) => there.find((object) => isSame(object, ref)),
    nodes: async () => nodes,
    pods: async (selection) => (selection?.namespace === undefined ? pods.now : []),
    listObjects: async ({ kind, labels = {} }) => {
      const has = ({ metadata }: LiveObject) =>
        Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value)
      return kind === 'IPPool' ? [live(pool as never)] : there.filter((object) => object.kind === kind && has(object))
    },
    mergePatch: unused,
    removeTaint: unused,
    label: unused,
    watchUntil: async (selections, predicate, { what }) => {
      awaited.push(what)
      const [first] = [selections].flat()
      const seen = first?.kind === 'Pod' ? [podOf(first.labels?.['job-name'] ?? '')] : []
      return predicate(seen) ? seen : unused()
    },
    exec: async ({ pod }, argv) => {
      const process = fakeAgent(argv, answer, program)
      agents.push({ pod, process })
      return process
    },
    logs: unused,
  }
  return { kubernetes, there, jobs, removed, forced, agents, pods, awaited }
}
