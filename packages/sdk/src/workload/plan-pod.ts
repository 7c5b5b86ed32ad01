import type { CalicoRecord, PodRecord, WiredPod } from '../lab/state.ts'
import type { Cable } from '../plan/observe.ts'
import type { Plan } from '../plan/plan.ts'

/** The network namespace of a pod. */
export function podNamespace({ namespace, name }: Pick<PodRecord, 'namespace' | 'name'>): string {
  return namespace === 'default' ? `pod-${name}` : `pod-${namespace}.${name}`
}

/** How a pod is named as a place and in taps: `pod/app-worker2`, with its namespace where that is not `default`. */
export function podPlace({ namespace, name }: Pick<PodRecord, 'namespace' | 'name'>): string {
  return namespace === 'default' ? `pod/${name}` : `pod/${namespace}.${name}`
}

/** The veth pair of a pod: `cali…` on its node, eth0 in the pod. */
export function podCable(pod: WiredPod, calico: CalicoRecord): Cable {
  return {
    ends: [
      { namespace: pod.node, device: pod.hostInterface },
      { namespace: podNamespace(pod), device: 'eth0' },
    ],
    mtuBytes: calico.tunnelMtuBytes,
  }
}

/**
 * The node's side of its pods, as Calico's CNI plugin and Felix leave it: proxy ARP on devices without address, and a
 * route to each pod.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/dataplane/linux/endpoint_mgr.go
 */
export function planPodsOnNode(pods: readonly WiredPod[]): string[] {
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

/** The pod's own side: a /32, and everything by way of 169.254.1.1. */
export function planPod(pod: PodRecord): Plan {
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
