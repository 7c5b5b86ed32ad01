import { familyOf, vethName } from '@underlay/configs'
import type { WiredPod } from '../../lab/state.ts'
import type { Plan } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import type { PodNetwork } from '../pod-network.ts'
import type { CalicoRecord } from '../record.ts'
import { allocateAddresses } from './allocate.ts'

/**
 * What Calico's CNI plugin and Felix do for pods: a veth pair without an address on the node, a /32 in the pod.
 *
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/dataplane/linux/endpoint_mgr.go
 */
export function calicoPodNetwork(installed: CalicoRecord): PodNetwork {
  let calico = installed
  return {
    podMtuBytes: calico.mtu.pod,
    record: () => calico,
    allocate: (node, request) => {
      const allocated = allocateAddresses(calico, node, request)
      calico = allocated.calico
      return allocated.addresses
    },
    hostInterface: ({ namespace, name }) => vethName(namespace, name),
    cable: (pod) => ({
      ends: [
        { namespace: pod.node, device: pod.hostInterface },
        { namespace: podNamespace(pod), device: 'eth0' },
      ],
      mtuBytes: calico.mtu.pod,
    }),
    planNode: (_, pods) => planPodsOnNode(pods),
    planPod,
  }
}

// Proxy ARP and NDP on devices without address, and a route to each pod.
function planPodsOnNode(pods: readonly WiredPod[]): string[] {
  const sysctls = pods.flatMap(({ hostInterface: device, ips }) => [
    `sysctl net.ipv4.conf.${device}.proxy_arp 1`,
    `sysctl net.ipv4.neigh.${device}.proxy_delay 0`,
    `sysctl net.ipv4.conf.${device}.forwarding 1`,
    `sysctl net.ipv4.conf.${device}.route_localnet 1`,
    ...(ips.some(isIpv6)
      ? [
          `sysctl net.ipv6.conf.${device}.accept_dad 0`,
          `sysctl net.ipv6.conf.${device}.proxy_ndp 1`,
          `sysctl net.ipv6.conf.${device}.forwarding 1`,
        ]
      : []),
  ])
  const lines = pods.flatMap(({ hostInterface: device, ips }) => [
    `ip link set ${device} address ee:ee:ee:ee:ee:ee up`,
    ...ips.map((ip) =>
      isIpv6(ip)
        ? `ip route replace ${ip}/128 dev ${device} metric 1024 proto boot`
        : `ip route replace ${ip}/32 dev ${device} scope link metric 1024 proto boot`,
    ),
  ])
  return [...sysctls, ...lines]
}

// A /32, and everything by way of 169.254.1.1; a /128, and everything by way of the node's end of the cable.
function planPod(pod: WiredPod): Plan {
  return {
    namespace: podNamespace(pod),
    instructions: [
      'ip link set lo up',
      'ip link set eth0 up',
      ...pod.ips.flatMap((ip) => (isIpv6(ip) ? ipv6Lines(ip) : ipv4Lines(ip))),
    ],
  }
}

function ipv4Lines(ip: string): string[] {
  return [
    `ip addr replace ${ip}/32 dev eth0`,
    'ip route replace 169.254.1.1 dev eth0 scope link',
    'ip route replace default via 169.254.1.1 dev eth0',
  ]
}

// What the kernel makes of the MAC ee:ee:ee:ee:ee:ee.
const hostLinkLocal = 'fe80::ecee:eeff:feee:eeee'

function ipv6Lines(ip: string): string[] {
  return [
    `ip addr replace ${ip}/128 dev eth0 nodad`,
    `ip route replace ${hostLinkLocal} dev eth0`,
    `ip route replace default via ${hostLinkLocal} dev eth0`,
  ]
}

function isIpv6(ip: string): boolean {
  return familyOf(ip) === 6
}
