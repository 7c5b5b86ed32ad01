import { familyOf, vxlanMac, type CniModel } from '@underlay/configs'
import { deviceWith, hostOf, single } from '../addresses.ts'
import type { CniMtus } from '../cni-mtu.ts'
import type { VirtualDevice } from '../place.ts'
import { recordedAddress, tunnelAddress, type CalicoSite, type KnownNode } from './known-node.ts'

const VNI = 4096

/** A tunnel device by its name; none where the node has no block behind it. */
export function tunnelDevice(
  name: string,
  own: KnownNode,
  peers: readonly KnownNode[],
  cni: CniModel,
  mtus: CniMtus,
  { devices }: CalicoSite,
): VirtualDevice[] {
  const pool = cni.pools.find(({ tunnel }) => tunnel?.device === name)
  const address = tunnelAddress(own, name, cni)
  if (pool?.tunnel === undefined || address === undefined) return []
  const { encapsulation, port } = pool.tunnel
  const family = familyOf(pool.cidr)
  const local = recordedAddress(own, family)
  const senders = new Set(
    [own, ...peers].flatMap((node) => {
      const recorded = recordedAddress(node, family)
      return recorded === undefined ? [] : [hostOf(recorded)]
    }),
  )
  const common = { name, mtuBytes: mtus.tunnel(encapsulation, family), addresses: [single(address)] }
  if (encapsulation === 'ipip') return [{ ...common, tunnel: { encapsulation, peers: new Map(), senders } }]
  if (local === undefined) return []
  const behind = peers.flatMap((peer) => {
    const [vtep, remote] = [tunnelAddress(peer, name, cni), recordedAddress(peer, family)]
    if (vtep === undefined || remote === undefined) return []
    return [[vtep, { remote: hostOf(remote), mac: vxlanMac(peer.name, family) }] as const]
  })
  const underlay = deviceWith({ devices }, local)?.name
  return [
    {
      ...common,
      mac: vxlanMac(own.name, family),
      tunnel: {
        encapsulation,
        local: hostOf(local),
        ...(underlay !== undefined && { underlay }),
        ...(port !== undefined && { port }),
        vni: VNI,
        peers: new Map(behind),
        senders,
      },
    },
  ]
}
