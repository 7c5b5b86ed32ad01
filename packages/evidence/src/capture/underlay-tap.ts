import type { Tap } from './tapped-capture.ts'

const rawLinkTypes: readonly number[] = [12, 14, 101]
const cookedLinkTypes: readonly number[] = [113, 276]
const tunnelDevices =
  /^(tunl\d+|vxlan\.calico|vxlan-v6\.calico|flannel(-v6)?[.-]\w+|wireguard\.cali|wg-v6\.cali|geneve_sys_\d+|cilium_\w+|sit\d+|ip6tnl\d+)$/
const podDevices = /^(cali[0-9a-f]+|veth\w*|lxc\w+|cni\d+|cbr\d+|lo)$/

/**
 * Why a tap says nothing of what the underlay carries: it is inside of a tunnel, before it, or everywhere at once.
 * Undefined for a tap that shows packets as they leave the node.
 *
 * @example
 * ```ts
 * whyNotUnderlay({ id: 0, tap: 'worker:tunl0', linkType: 101, dropped: 0 }) // 'is a tunnel device'
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function whyNotUnderlay({ tap, linkType }: Tap): string | undefined {
  const device = tap.slice(tap.lastIndexOf(':') + 1)
  if (tunnelDevices.test(device) || rawLinkTypes.includes(linkType)) return 'is a tunnel device'
  if (tap.startsWith('pod/') || podDevices.test(device)) return 'is on the pod side of the tunnel'
  if (device === 'any' || cookedLinkTypes.includes(linkType)) return 'shows all devices at once'
  return undefined
}
