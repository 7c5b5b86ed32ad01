import type { Host } from '../../host/host.ts'
import { run, tryRun } from '../../host/run.ts'
import type { WiredPod } from '../../lab/state.ts'
import { podNamespace } from '../../workload/pod-names.ts'

/** Ends pods: processes, namespace, cable, the node's route to them, and what its kernel tracks of their connections. */
export async function removePods(host: Host, pods: readonly WiredPod[]): Promise<void> {
  await Promise.all(pods.map((pod) => removePod(host, pod)))
}

// Its veth goes at once, and the route with it.
async function removePod(host: Host, pod: WiredPod): Promise<void> {
  await tryRun(host, pod.node, ['ip', 'link', 'del', pod.hostInterface])
  await endNamespaces(host, [podNamespace(pod)])
}

/** Takes namespaces away that are there; their processes have to end first. */
export async function endNamespaces(host: Host, names: readonly string[]): Promise<void> {
  const end =
    'for name; do test -e /run/netns/"$name" || continue; ip netns pids "$name" | while read -r pid; do kill -9 "$pid"; done; ip netns del "$name"; done'
  await run(host, '', ['sh', '-c', end, 'end-namespaces', ...names])
}

/** Makes nodes forget the connections of addresses, as Felix does: an address that is used again begins anew. */
export async function forgetFlows(host: Host, nodes: readonly string[], addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return
  await Promise.all(nodes.map((node) => run(host, node, ['/underlay/forget-flows.pl', ...addresses])))
}
