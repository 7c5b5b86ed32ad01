import { docker } from '../../docker/docker.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { everyNode, type KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import type { LabModel } from '../engine.ts'

const timeoutMs = 60_000

/**
 * Waits until the kubelets have told the API server the declared node-ips. A kubelet that started before its address was
 * there looks again within some ten seconds only: it is restarted.
 *
 * @throws LabTimeoutError with the nodes that have no such InternalIP.
 */
export async function awaitInternalIps(
  kubernetes: Kubernetes,
  { cluster }: LabModel,
  signal?: AbortSignal,
): Promise<void> {
  const lacking = (objects: readonly LiveObject[]): string[] =>
    cluster.nodes.flatMap(({ name, nodeIps }) => {
      const node = objects.find(({ metadata }) => metadata.name === name) as KubernetesNode | undefined
      const addresses = node?.status?.addresses ?? []
      const internal = addresses.flatMap(({ type, address }) => (type === 'InternalIP' ? address : []))
      return nodeIps.every((nodeIp) => internal.includes(nodeIp)) ? [] : [name]
    })
  const late = lacking(await kubernetes.nodes())
  await Promise.all(late.map((name) => docker(['exec', name, 'systemctl', 'restart', 'kubelet'], signal && { signal })))
  await kubernetes.watchUntil(everyNode, (objects) => lacking(objects).length === 0, {
    what: 'every node to have its node-ip as InternalIP',
    timeoutMs,
    describe: (objects) => `none on ${lacking(objects).join(', ')}`,
    ...(signal && { signal }),
  })
}
