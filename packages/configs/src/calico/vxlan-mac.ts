import { sha1 } from './sha1.ts'

/**
 * The MAC address of a node's VXLAN device: `66` and the first 5 bytes of the SHA-1 of Kubernetes' name of the node, for IPv6 with `-v6` after it.
 *
 * @example
 * ```ts
 * vxlanMac('calico-ipip-crosssubnet-worker', 4) // '66:cd:95:c4:8a:7a'
 * ```
 * @see https://github.com/projectcalico/calico/blob/v3.32.1/felix/calc/vxlan_resolver.go
 */
export function vxlanMac(nodeName: string, family: 4 | 6): string {
  const digits = sha1(family === 6 ? `${nodeName}-v6` : nodeName).slice(0, 10)
  return ['66', ...(digits.match(/../g) ?? [])].join(':')
}
