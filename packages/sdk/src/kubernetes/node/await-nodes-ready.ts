import type { Kubernetes } from '../kubernetes.ts'
import type { LiveObject } from '../object/live-object.ts'
import { conditionOf } from '../pod/kubernetes-pod.ts'
import { everyNode, type KubernetesNode } from './kubernetes-node.ts'

/** How long to wait for nodes. */
export interface NodesReadyOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * Waits by watch until the nodes are Ready and have an InternalIP, and returns them in the order of their names.
 *
 * @param names Kubernetes' names of the nodes.
 * @throws LabTimeoutError with what each node lacks, and the Ready condition's message.
 * @example
 * ```ts
 * await awaitNodesReady(kubernetes, ['lab-control-plane', 'lab-worker'], { timeoutMs: 120_000 })
 * ```
 * @see https://kubernetes.io/docs/reference/node/node-status/#condition
 */
export async function awaitNodesReady(
  kubernetes: Pick<Kubernetes, 'watchUntil'>,
  names: readonly string[],
  { timeoutMs, signal }: NodesReadyOptions,
): Promise<readonly KubernetesNode[]> {
  const select = (objects: readonly LiveObject[]) =>
    names.map((name) => objects.find(({ metadata }) => metadata.name === name) as KubernetesNode | undefined)
  const troubles = (objects: readonly LiveObject[]) =>
    select(objects).flatMap((node, index) => {
      const trouble = nodeTrouble(node)
      return trouble === undefined ? [] : [`${names[index]} ${trouble}`]
    })
  const objects = await kubernetes.watchUntil(everyNode, (objects) => troubles(objects).length === 0, {
    what: `${names.join(', ')} to be Ready`,
    timeoutMs,
    describe: (objects) => troubles(objects).join('; '),
    ...(signal && { signal }),
  })
  return select(objects).filter((node) => node !== undefined)
}

/** Why a node is not ready: `is not Ready: container runtime network not ready: …`; undefined when it is. */
export function nodeTrouble(node: KubernetesNode | undefined): string | undefined {
  if (node === undefined) return 'has not registered'
  const { addresses = [], conditions } = node.status ?? {}
  const ready = conditionOf(conditions, 'Ready')
  const troubles = [
    ...(addresses.some(({ type }) => type === 'InternalIP') ? [] : ['has no InternalIP']),
    ...(ready?.status === 'True' ? [] : [`is not Ready${ready?.message ? `: ${ready.message}` : ''}`]),
  ]
  return troubles.length === 0 ? undefined : troubles.join(' and ')
}
