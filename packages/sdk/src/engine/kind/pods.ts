import { EngineError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { PodRecord } from '../../lab/state.ts'
import { runningPods } from '../kubernetes/running-pods.ts'
import { podPlace } from '../../workload/pod-names.ts'
import type { AttachPods } from './open-lab.ts'
import { podNamespaceOf, podPlaces } from './places.ts'
import { jsonRows } from '../../host/json-rows.ts'

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
  attachPods: AttachPods,
): Promise<{ readonly pods: readonly PodRecord[]; readonly places: readonly [string, string][] }> {
  const listed = await runningPods(kubernetes, shortNameOf)
  const lost = new Set(await attachPods(listed.map((pod) => ({ name: podNamespaceOf(pod), uid: pod.uid }))))
  const running = listed.filter((pod) => !lost.has(podNamespaceOf(pod)))
  if (lost.size > 0) await requireEnded(kubernetes, lost, shortNameOf)
  const links = async (namespace: string): Promise<readonly IpLink[]> =>
    jsonRows<IpLink>(await run(host, namespace, ['ip', '-j', 'link']), 'ip -j link')
  const nodes = [...new Set(running.map(({ node }) => node))]
  const [onNodes, inPods] = await Promise.all([
    Promise.all(nodes.map(async (node) => [node, await links(node)] as const)),
    Promise.all(running.map(async (pod) => ({ pod, inside: await links(podNamespaceOf(pod)) }))),
  ])
  const linksOf = new Map(onNodes)
  const here = inPods.map(({ pod, inside }) => {
    const { name, namespace, node, ip, ips, labels, owner, uid } = pod
    const eth0 = inside.find(({ ifname }) => ifname === 'eth0')
    const peer = linksOf.get(node)?.find(({ ifindex }) => ifindex === eth0?.link_index)
    return { uid, record: { name, namespace, node, ip, ips, labels, owner, hostInterface: peer?.ifname } }
  })
  return {
    pods: here.map(({ record }) => record),
    places: podPlaces(here.map(({ uid, record }) => ({ uid, ...record }))),
  }
}

// A pod may have ended since it was listed: its network is gone, and nothing of it runs.
async function requireEnded(
  kubernetes: Pick<Kubernetes, 'pods'>,
  lost: ReadonlySet<string>,
  shortNameOf: (node: string) => string,
): Promise<void> {
  const still = (await runningPods(kubernetes, shortNameOf)).filter((pod) => lost.has(podNamespaceOf(pod)))
  if (still.length === 0) return
  const names = still.map((pod) => podPlace(pod)).join(', ')
  throw new EngineError(`the network of ${names} is not to be found on the nodes' machine`, 'ask again in a moment')
}
