import { addressAt, familyOf, parseCidr } from '@underlay/configs'
import type { PathLab, PathPod } from '../../path/path-lab.ts'
import { hostOf, single } from './addresses.ts'
import type { CniMtus } from './cni-mtu.ts'
import { defaultRoute } from './exec-routes.ts'
import { hostInterfaceOf } from './node-places.ts'
import { settleRoutes } from './settle-routes.ts'
import type { VirtualPlace } from './place.ts'

// What the kernel makes of the MAC ee:ee:ee:ee:ee:ee.
const CALI_LINK_LOCAL = 'fe80::ecee:eeff:feee:eeee'

/** A pod: eth0, and everything by way of its node. */
export function podPlace(pod: PathPod, lab: PathLab, mtus: CniMtus | undefined): VirtualPlace {
  const mac = lab.macs?.[`${pod.place}:eth0`]
  const isCalico = lab.cni?.name === 'calico'
  const block = isCalico ? undefined : blockOf(pod, lab)
  const eth0 = {
    name: 'eth0',
    mtuBytes: pod.mtuBytes ?? mtus?.pod ?? 1500,
    addresses: pod.ips.map((ip) =>
      block === undefined ? single(ip) : `${hostOf(ip)}/${parseCidr(block).prefixLength}`,
    ),
    peer: { place: pod.node, device: hostInterfaceOf(pod) },
    ...(mac !== undefined && { mac }),
  }
  const families = [...new Set(pod.ips.map(familyOf))]
  const gateways = isCalico
    ? families.map((family) => (family === 6 ? CALI_LINK_LOCAL : '169.254.1.1'))
    : block === undefined
      ? []
      : [addressAt(block, 1)]
  const written = gateways.map((gateway) =>
    defaultRoute(gateway, `a pod's default route, by way of ${gateway}: its node`, 'eth0'),
  )
  return {
    name: pod.place,
    kind: 'pod',
    forwards: false,
    devices: [eth0],
    routes: settleRoutes([eth0], written),
    masquerades: [],
  }
}

function blockOf({ node }: PathPod, { cluster, cni }: PathLab): string | undefined {
  const name = cluster.nodes.find(({ shortName }) => shortName === node)?.name ?? node
  return cni?.nodes[name]?.blocks[0]
}
