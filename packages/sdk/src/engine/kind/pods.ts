import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { PodRecord } from '../../lab/state.ts'
import { runningPods } from '../kubernetes/running-pods.ts'
import { podNamespaceOf, podPlaces } from './places.ts'

interface IpLink {
  readonly ifindex: number
  readonly ifname: string
  readonly link_index?: number
}

/** The pods of a lab, their namespaces known to the host, with the node's end of each veth pair. */
export async function podsOf(
  kubernetes: Pick<Kubernetes, 'pods'>,
  host: Host,
  shortNameOf: (node: string) => string,
  attachPods: (namespaces: readonly { name: string; uid: string }[]) => Promise<void>,
): Promise<{ readonly pods: readonly PodRecord[]; readonly places: readonly [string, string][] }> {
  const running = await runningPods(kubernetes, shortNameOf)
  await attachPods(running.map((pod) => ({ name: podNamespaceOf(pod), uid: pod.uid })))
  const links = async (namespace: string): Promise<readonly IpLink[]> =>
    JSON.parse(await run(host, namespace, ['ip', '-j', 'link'])) as IpLink[]
  const nodes = new Map([...new Set(running.map(({ node }) => node))].map((node) => [node, links(node)] as const))
  const pods = running.map(async (pod): Promise<PodRecord> => {
    const eth0 = (await links(podNamespaceOf(pod))).find(({ ifname }) => ifname === 'eth0')
    const peer = (await nodes.get(pod.node))?.find(({ ifindex }) => ifindex === eth0?.link_index)
    const { name, namespace, node, ip, labels, owner } = pod
    return { name, namespace, node, ip, labels, owner, hostInterface: peer?.ifname }
  })
  return {
    pods: await Promise.all(pods),
    places: podPlaces(running.map((pod) => ({ ...pod, hostInterface: undefined }))),
  }
}
