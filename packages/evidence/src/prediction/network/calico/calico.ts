import type { CniModel } from '@underlay/configs'
import type { CniMtus } from '../cni-mtu.ts'
import type { VirtualDevice, VirtualMasquerade, VirtualRoute } from '../place.ts'
import type { CalicoSite, KnownNode } from './known-node.ts'
import { masquerades } from './masquerades.ts'
import { blackholes, routesTo } from './routes.ts'
import { tunnelDevice } from './tunnel-device.ts'

/** What Calico makes on a node. */
export interface CalicoParts {
  readonly tunnels: readonly VirtualDevice[]
  readonly routes: readonly VirtualRoute[]
  readonly masquerades: readonly VirtualMasquerade[]
}

/**
 * What Felix and BIRD make on a node: tunnel devices, blackholes for its own blocks, a route to each block of the others,
 * natOutgoing.
 *
 * @see https://github.com/projectcalico/calico/tree/v3.32.1/felix/dataplane/linux
 */
export function calicoOn(
  own: KnownNode,
  all: readonly KnownNode[],
  cni: CniModel,
  mtus: CniMtus,
  site: CalicoSite,
): CalicoParts {
  const peers = all.filter(({ name }) => name !== own.name)
  const tunnels = cni.pools.flatMap(({ tunnel }) => (tunnel ? [tunnel.device] : []))
  return {
    tunnels: [...new Set(tunnels)].flatMap((device) => tunnelDevice(device, own, peers, cni, mtus, site)),
    routes: cni.pools.flatMap((pool) => [
      ...blackholes(own, pool),
      ...peers.flatMap((peer) => routesTo(peer, own, pool, cni, site)),
    ]),
    masquerades: masquerades(cni, all),
  }
}
