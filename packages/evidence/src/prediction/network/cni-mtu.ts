import { familyOf, type CniModel, type FabricModel } from '@underlay/configs'

// What an encapsulation adds to a packet, in bytes: IPv4; UDP, VXLAN and Ethernet as well; the same with an outer IPv6.
const added = { ipip: 20, vxlan: 50, vxlanV6: 70 } as const

/** The MTUs that a CNI gives to its devices, in bytes. */
export interface CniMtus {
  readonly pod: number
  readonly tunnel: (encapsulation: 'ipip' | 'vxlan', family: 4 | 6) => number
}

/** Derives a CNI's MTUs from the fabric's smallest link, unless its settings say one for all. */
export function cniMtus(cni: CniModel, fabric: Pick<FabricModel, 'links' | 'servers'> | undefined): CniMtus {
  const underlay = underlayMtu(cni, fabric)
  const tunnel: CniMtus['tunnel'] = (encapsulation, family) =>
    cni.mtuBytes ?? underlay - added[encapsulation === 'vxlan' && family === 6 ? 'vxlanV6' : encapsulation]
  const used = cni.pools.flatMap(({ cidr, ipip, vxlan }) => {
    if (ipip !== 'Never') return [tunnel('ipip', 4)]
    return vxlan === 'Never' ? [] : [tunnel('vxlan', familyOf(cidr))]
  })
  return { tunnel, pod: Math.min(cni.mtuBytes ?? underlay, ...used) }
}

// Calico's is set from the least of all links, flannel takes that of the nodes' own interfaces.
function underlayMtu({ name }: CniModel, fabric: Pick<FabricModel, 'links' | 'servers'> | undefined): number {
  const links = fabric?.links ?? []
  const servers = new Set(fabric?.servers.map((server) => server.name))
  const counted =
    name === 'calico' ? links : links.filter(({ endpoints }) => endpoints.some(({ node }) => servers.has(node)))
  return counted.length === 0 ? 1500 : Math.min(...counted.map(({ mtuBytes }) => mtuBytes))
}
