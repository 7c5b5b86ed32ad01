import type { LabModel } from '../engine/engine.ts'
import type { Tap } from './tap.ts'

/** What a tap is, as far as the lab's documents say: `net0 of control-plane, rack link to br0`. */
export function describeTap({ cluster, fabric, cni }: LabModel, { place, device }: Tap): string {
  const node = cluster.nodes.find(({ shortName, name }) => place === shortName || place === name)
  const own = `${device} of ${place}`
  const what =
    device === 'lo'
      ? 'loopback'
      : /^(tunl\d|vxlan\.|vxlan-v6\.|flannel)/.test(device) || device === cni?.tunnel?.device
        ? 'tunnel device: what is inside of the encapsulation'
        : /^(cali|veth)/.test(device)
          ? "the node's end of a pod's link"
          : place.startsWith('pod/')
            ? "the pod's own end of its link"
            : (describeLink(fabric, place, node?.name, device) ??
              (node !== undefined && device === 'eth0' ? "kind's network" : undefined))
  return what === undefined ? own : `${own}, ${what}`
}

function describeLink(
  fabric: LabModel['fabric'],
  place: string,
  nodeName: string | undefined,
  device: string,
): string | undefined {
  const server = fabric?.servers.find(({ node }) => node === nodeName)?.name
  const isOwn = (end: { readonly node: string; readonly interface: string }): boolean =>
    [place, nodeName, server].includes(end.node) && end.interface === device
  for (const { endpoints } of fabric?.links ?? []) {
    const at = endpoints.findIndex((end) => isOwn(end))
    const peer = endpoints[1 - at]
    if (at < 0 || peer === undefined) continue
    return peer.role === 'bridge' ? `rack link to ${peer.node}` : `link to ${peer.node}:${peer.interface}`
  }
  return undefined
}
