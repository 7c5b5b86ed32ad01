import { CommandError } from '../../errors.ts'
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
  const nodes = [...new Set(running.map(({ node }) => node))]
  const [onNodes, inPods] = await Promise.all([
    Promise.all(nodes.map(async (node) => [node, await links(node)] as const)),
    Promise.all(running.map(async (pod) => ({ pod, inside: await links(podNamespaceOf(pod)).catch(ended) }))),
  ])
  const linksOf = new Map(onNodes)
  const here = inPods.flatMap(({ pod, inside }) => {
    if (inside === undefined) return []
    const { name, namespace, node, ip, labels, owner, uid } = pod
    const eth0 = inside.find(({ ifname }) => ifname === 'eth0')
    const peer = linksOf.get(node)?.find(({ ifindex }) => ifindex === eth0?.link_index)
    return [{ uid, record: { name, namespace, node, ip, labels, owner, hostInterface: peer?.ifname } }]
  })
  return {
    pods: here.map(({ record }) => record),
    places: podPlaces(here.map(({ uid, record }) => ({ uid, ...record }))),
  }
}

// A pod may have ended since it was listed: its network is gone, and nothing of it runs.
function ended(error: unknown): undefined {
  if (!(error instanceof CommandError)) throw error
}
