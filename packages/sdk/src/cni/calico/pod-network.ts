import { blockAddress, vethName } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { WiredPod } from '../../lab/state.ts'
import type { Plan } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import type { PodNetwork } from '../pod-network.ts'
import type { CalicoRecord } from '../record.ts'

/**
 * What Calico's CNI plugin and Felix do for pods: a veth pair without an address on the node, a /32 in the pod.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/dataplane/linux/endpoint_mgr.go
 */
export function calicoPodNetwork(calico: CalicoRecord): PodNetwork {
  return {
    podMtuBytes: calico.tunnelMtuBytes,
    podCidrs: [calico.settings.cidr],
    allocate: (node, taken) => [freeAddress(calico, node, taken)],
    hostInterface: ({ namespace, name }) => vethName(namespace, name),
    cable: (pod) => ({
      ends: [
        { namespace: pod.node, device: pod.hostInterface },
        { namespace: podNamespace(pod), device: 'eth0' },
      ],
      mtuBytes: calico.tunnelMtuBytes,
    }),
    planNode: (_, pods) => planPodsOnNode(pods),
    planPod,
  }
}

// Proxy ARP on devices without address, and a route to each pod.
function planPodsOnNode(pods: readonly WiredPod[]): string[] {
  const sysctls = pods.flatMap(({ hostInterface: device }) => [
    `sysctl net.ipv4.conf.${device}.proxy_arp 1`,
    `sysctl net.ipv4.neigh.${device}.proxy_delay 0`,
    `sysctl net.ipv4.conf.${device}.forwarding 1`,
    `sysctl net.ipv4.conf.${device}.route_localnet 1`,
  ])
  const lines = pods.flatMap(({ hostInterface: device, ip }) => [
    `ip link set ${device} address ee:ee:ee:ee:ee:ee up`,
    `ip route replace ${ip}/32 dev ${device} scope link metric 1024 proto boot`,
  ])
  return [...sysctls, ...lines]
}

// A /32, and everything by way of 169.254.1.1.
function planPod(pod: WiredPod): Plan {
  return {
    namespace: podNamespace(pod),
    instructions: [
      'ip link set lo up',
      `ip addr replace ${pod.ip}/32 dev eth0`,
      'ip link set eth0 up',
      'ip route replace 169.254.1.1 dev eth0 scope link',
      'ip route replace default via 169.254.1.1 dev eth0',
    ],
  }
}

function freeAddress(calico: CalicoRecord, node: string, taken: ReadonlySet<string>): string {
  const block = calico.nodes[node]?.block ?? ''
  const size = 2 ** (32 - calico.settings.blockSize)
  // Ordinal 0 is the tunnel's.
  for (let ordinal = 1; ordinal < size; ordinal++) {
    const address = blockAddress(block, ordinal)
    if (!taken.has(address)) return address
  }
  throw new LabStateError(
    `block ${block} of ${node} has no address left`,
    `a larger block: blockSize below ${calico.settings.blockSize}`,
  )
}
