import { createHash } from 'node:crypto'
import { addressAt, cidrContains, parseCidr } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { PodRecord, WiredPod } from '../../lab/state.ts'
import type { Plan } from '../../plan/plan.ts'
import { podNamespace } from '../../workload/pod-names.ts'
import type { AddressRequest, PodNetwork } from '../pod-network.ts'
import type { FlannelRecord } from '../record.ts'
import { ownMac } from './own-mac.ts'
import { nodeOf } from './plan-node.ts'

/** The bridge of a node's pods. */
const bridge = 'cni0'

/**
 * What the bridge plugin does for pods, as flannel's plugin asks it to: a veth pair into the node's bridge, whose address is the pods' gateway, and hairpins.
 *
 * @see https://github.com/containernetworking/plugins/blob/main/plugins/main/bridge/bridge.go
 * @see https://github.com/flannel-io/cni-plugin/blob/main/flannel_linux.go
 */
export function flannelPodNetwork(flannel: FlannelRecord): PodNetwork {
  return {
    podMtuBytes: flannel.mtuBytes,
    record: () => flannel,
    allocate: (node, request) => [freeAddress(flannel, node, request)],
    hostInterface,
    cable: (pod) => ({
      ends: [
        { namespace: pod.node, device: pod.hostInterface },
        { namespace: podNamespace(pod), device: 'eth0' },
      ],
      mtuBytes: flannel.mtuBytes,
    }),
    planNode: (node, pods) => planBridge(flannel, node, pods),
    planPod: (pod) => planPod(flannel, pod),
  }
}

// The plugin draws the digits by lot.
function hostInterface({ namespace, name }: Pick<PodRecord, 'namespace' | 'name'>): string {
  return `veth${createHash('sha1').update(`${namespace}.${name}`).digest('hex').slice(0, 8)}`
}

function planBridge(flannel: FlannelRecord, node: string, pods: readonly WiredPod[]): string[] {
  if (pods.length === 0) return []
  const { podCidr } = nodeOf(flannel, node)
  const [address, { prefixLength }] = [addressAt(podCidr, 1), parseCidr(podCidr)]
  return [
    // As `ip` says what is there already in other words than that, a batch of its own tolerates it.
    // Without a MAC of its own a bridge takes the lowest of its ports'; the plugin sets one.
    `again link add ${bridge} address ${ownMac(`${bridge} ${node}`)} mtu ${flannel.mtuBytes} type bridge`,
    `ip link set ${bridge} mtu ${flannel.mtuBytes} up`,
    `ip addr replace ${address}/${prefixLength} brd + dev ${bridge}`,
    ...pods.flatMap(({ hostInterface: device }) => [
      `ip link set ${device} master ${bridge} up`,
      `ip link set ${device} type bridge_slave hairpin on`,
    ]),
  ]
}

function planPod(flannel: FlannelRecord, pod: WiredPod): Plan {
  const { podCidr } = nodeOf(flannel, pod.node)
  const [gateway, { prefixLength }] = [addressAt(podCidr, 1), parseCidr(podCidr)]
  return {
    namespace: podNamespace(pod),
    instructions: [
      'ip link set lo up',
      `ip addr replace ${pod.ip}/${prefixLength} brd + dev eth0`,
      'ip link set eth0 up',
      `ip route replace ${flannel.settings.network} via ${gateway} dev eth0`,
      `ip route replace default via ${gateway} dev eth0`,
    ],
  }
}

// The network's own address is the tunnel device's, the next the bridge's, the last the broadcast. host-local goes round: what
// was given back comes last.
function freeAddress(flannel: FlannelRecord, node: string, { taken, released, ipPools }: AddressRequest): string {
  if (ipPools !== undefined) {
    throw new LabStateError(`a pod asks for ${ipPools.join(', ')}, and flannel has no pools`, 'no annotation of Calico')
  }
  const { podCidr } = nodeOf(flannel, node)
  const size = 2 ** (32 - parseCidr(podCidr).prefixLength)
  for (let ordinal = 2; ordinal < size - 1; ordinal++) {
    const address = addressAt(podCidr, ordinal)
    if (!taken.has(address) && !released.includes(address)) return address
  }
  const again = released.find((ip) => !taken.has(ip) && cidrContains(podCidr, ip))
  if (again !== undefined) return again
  throw new LabStateError(`${podCidr} of ${node} has no address left`, 'fewer pods on the node')
}
