import { describeCluster, describeWorkload } from '@underlay/configs'
import { podNetwork } from '../../cni/pod-network.ts'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { tryRun } from '../../host/run.ts'
import type { LabState, WiredPod } from '../../lab/state.ts'
import { makeMissing, observeDevices } from '../../plan/observe.ts'
import { applyPlans } from '../../plan/plan.ts'
import { planServices } from '../../workload/kube-proxy/plan-services.ts'
import type { ServicePort } from '../../workload/kube-proxy/service-port.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import { servicePorts } from '../../workload/service-ports.ts'

/**
 * Makes what the lab's pods and Services lack.
 *
 * @param before the lab as it was, so that nobody is remembered of endpoints that are gone.
 */
export async function planPods(host: Host, state: LabState, before: LabState = state): Promise<void> {
  const { cni, pods } = state
  if (cni === undefined || (state.workload.length === 0 && before.workload.length === 0)) return
  const devices = await observeDevices(host)
  const network = podNetwork(cni)
  const cables = pods.map((pod) => network.cable(pod))
  const first = makeMissing(devices, pods.map(podNamespace), cables)
  const services = servicesOnNodes(state, before)
  const onNodes = Object.keys(cni.nodes).map((node) => {
    const own = pods.filter((pod) => pod.node === node)
    return { namespace: node, instructions: [...network.planNode(node, own), ...(services.get(node) ?? [])] }
  })
  const inPods = pods.map((pod) => network.planPod(pod))
  await applyPlans(host, [{ namespace: '', instructions: first }], [...onNodes, ...inPods])
  await Promise.all(pods.map((pod) => serve(host, pod)))
}

/** What kube-proxy programs on each node, by short name. */
function servicesOnNodes(state: LabState, before: LabState): ReadonlyMap<string, readonly string[]> {
  const cluster = describeCluster(state.kind)
  const { kubeProxyMode = 'iptables' } = cluster
  const settings = {
    mode: kubeProxyMode === 'ipvs' ? 'iptables' : kubeProxyMode,
    podCidrs: cluster.podSubnets,
    serviceCidrs: cluster.serviceSubnets,
  } as const
  const [ports, portsBefore] = [portsOf(state), portsOf(before)]
  return new Map(
    cluster.nodes.map(({ shortName: name, nodeIps }) => [
      name,
      planServices(ports, { name, nodeIps }, settings, portsBefore),
    ]),
  )
}

function portsOf({ workload, services, pods }: LabState): ServicePort[] {
  return servicePorts(describeWorkload(workload).services, services, pods)
}

// Every pod answers HTTP on port 80, as the tutorial's image does, and on the ports that its containers name.
async function serve(host: Host, pod: WiredPod): Promise<void> {
  const namespace = podNamespace(pod)
  const named = pod.ports.map(({ protocol, containerPort }) => `${protocol.toLowerCase()}/${containerPort}`)
  const ports = [...new Set(['tcp/80', ...named])].join(',')
  const argv = ['/underlay/http-responder.pl', ports, `/srv/${namespace}`, pod.name]
  const started = await tryRun(host, namespace, argv)
  if (started.exitCode !== 0) throw new LabStateError(started.stderr.trim())
}
