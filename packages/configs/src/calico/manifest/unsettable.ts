import { familyOf } from '../../address/ip.ts'
import type { Review } from '../../document/review.ts'
import type { CalicoSettings } from '../settings.ts'

/** Refuses what calico-node's environment cannot say, and objects of Calico's own would: by name, so that nothing is left aside silently. */
export function refuseUnsettable(review: Review, settings: CalicoSettings): void {
  const { pools, bgp, natOutgoingExclusions } = settings
  const fix = 'apply the object yourself, with cluster.kubernetes, or use the netns engine'
  if (pools.length > 1) review.refuse(['pools'], `has ${pools.length}, and the manifest makes one IPPool; ${fix}`)
  const six = pools.findIndex(({ cidr }) => familyOf(cidr) === 6)
  if (six >= 0)
    review.refuse(['pools', six, 'cidr'], `${pools[six]?.cidr} is IPv6, which is not set yet in a manifest; ${fix}`)
  if (pools.some(({ nodeSelector }) => nodeSelector !== 'all()'))
    review.refuse(['pools', 0, 'nodeSelector'], `is not said by the manifest, but by an IPPool; ${fix}`)
  if (natOutgoingExclusions !== 'IPPoolsOnly')
    review.refuse(['natOutgoingExclusions'], `is not said by the manifest, but by FelixConfiguration; ${fix}`)
  const said = Object.entries({
    mesh: !bgp.mesh,
    nodeAsNumbers: Object.keys(bgp.nodeAsNumbers).length > 0,
    routeReflectors: Object.keys(bgp.routeReflectors).length > 0,
    peers: bgp.peers.length > 0,
  })
  for (const [key, isSaid] of said) {
    if (isSaid)
      review.refuse(['bgp', key], `is not said by the manifest, but by BGPConfiguration, BGPPeer and Node; ${fix}`)
  }
}
