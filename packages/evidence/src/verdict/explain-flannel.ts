import type { EncapsulationMode } from '../rule/encapsulation-rule.ts'
import { shouldEncapsulate } from '../rule/encapsulation-rule.ts'
import type { Encapsulation } from '../flow/encapsulation.ts'

/** The sending node and its peer. */
export interface Hop {
  /** The sending node's address with its mask. */
  readonly own: string
  readonly name: string
  readonly peer: string
  /** The sending node's declared address, where the CNI recorded another one. */
  readonly declared?: string
}

interface FlannelPacket {
  readonly seen: Encapsulation
  readonly expect: Encapsulation
  /** `CrossSubnet` is a backend with directRouting. */
  readonly ipip: EncapsulationMode | undefined
  readonly vxlan: EncapsulationMode | undefined
  readonly hop: Hop | undefined
}

/** Why flannel carried a packet as it did, in the words of its net-conf.json. */
export function explainFlannel({ seen, expect, ipip, vxlan, hop }: FlannelPacket): string | undefined {
  if (ipip === undefined || vxlan === undefined) return undefined
  if (seen !== 'none' && expect !== 'none') return `because flannel's backend is ${seen}, not ${expect}`
  const [backend, mode] =
    vxlan !== 'Never'
      ? (['vxlan', vxlan] as const)
      : ipip === 'Never'
        ? (['host-gw', ipip] as const)
        : (['ipip', ipip] as const)
  const crosses = hop && shouldEncapsulate('CrossSubnet', hop.own, hop.peer)
  const inside = crosses === false
  const place =
    hop === undefined || crosses === undefined
      ? ''
      : `${hop.peer} is ${inside ? 'inside' : 'outside'} of ${hop.name}'s ${hop.own}`
  return seen === 'none' ? whyPlain() : whyTunnelled()

  function whyPlain(): string {
    if (backend !== expect) return `because flannel's backend is ${backend}; set backend: '${expect}'`
    if (inside && mode === 'CrossSubnet') return `because ${place}, and directRouting is on; set directRouting: false`
    return `although flannel's backend is ${backend}: check that both ends are pods of its network`
  }

  function whyTunnelled(): string {
    if (backend === 'host-gw') return `although flannel's backend is host-gw: check its net-conf.json`
    if (inside && mode === 'CrossSubnet')
      return `although ${place}, and directRouting is on: check that the node's route to it has no gateway`
    if (inside)
      return `because flannel's backend is ${backend} without directRouting; set directRouting: true: ${place}`
    return `because flannel's backend is ${backend}${place && `, and ${place}: directRouting is for peers without a gateway between`}`
  }
}
