import { addressAt, cidrContains, cidrInside, networkOf, parseCidr, type CniModel } from '@underlay/configs'
import type { PathPod } from '../../path/path-lab.ts'
import { deviceWith, hostOf, single } from './addresses.ts'
import type { CalicoParts } from './calico/calico.ts'
import type { CalicoSite, KnownNode } from './calico/known-node.ts'
import type { CniMtus } from './cni-mtu.ts'
import type { VirtualDevice, VirtualMasquerade, VirtualRoute } from './place.ts'

interface FlannelLab {
  readonly cni: CniModel
  readonly mtus: CniMtus
  /** Those of the node. */
  readonly pods: readonly PathPod[]
  /** By `place:device`, where they are known: flannel's are drawn by lot. */
  readonly macs: Readonly<Record<string, string>>
}

/**
 * What flanneld makes on a node: its tunnel device, a route to the pods of each other node; and the bridge of its own pods.
 *
 * @see https://github.com/flannel-io/flannel/blob/master/pkg/backend/vxlan/vxlan_network.go
 */
export function flannelOn(own: KnownNode, all: readonly KnownNode[], lab: FlannelLab, site: CalicoSite): CalicoParts {
  const { cni, mtus, pods } = lab
  const peers = all.filter(({ name }) => name !== own.name)
  const bridge = pods.length === 0 ? undefined : podBridge(own, mtus)
  return {
    tunnels: [...tunnelDevice(own, peers, lab, site), ...(bridge ? [bridge] : [])],
    routes: [...(bridge ? bridgeRoutes(bridge) : []), ...peers.flatMap((peer) => routesTo(peer, own, cni, site))],
    masquerades: masquerades(own, cni),
  }
}

function podBridge({ cni }: KnownNode, mtus: CniMtus): VirtualDevice | undefined {
  const [block] = cni.blocks
  if (block === undefined) return undefined
  const address = `${addressAt(block, 1)}/${parseCidr(block).prefixLength}`
  return { name: 'cni0', mtuBytes: mtus.pod, addresses: [address] }
}

function bridgeRoutes({ name, addresses }: VirtualDevice): VirtualRoute[] {
  return addresses.map((address) => ({
    destination: networkOf(address),
    device: name,
    source: hostOf(address),
    decision: { kind: 'route', text: `${networkOf(address)} is ${name}'s own network: the node's pods` },
  }))
}

function tunnelDevice(
  own: KnownNode,
  peers: readonly KnownNode[],
  { cni: { tunnel }, mtus, macs }: FlannelLab,
  { devices }: CalicoSite,
): VirtualDevice[] {
  const [block] = own.cni.blocks
  if (tunnel === undefined || block === undefined) return []
  const { device: name, encapsulation, port } = tunnel
  const local = hostOf(own.cni.address)
  const underlay = deviceWith({ devices }, local)?.name
  const behind = peers.flatMap((peer) => {
    const [network] = peer.cni.blocks
    if (network === undefined) return []
    const peerMac = macs[`${peer.shortName}:${name}`]
    const end = { remote: hostOf(peer.cni.address), ...(peerMac !== undefined && { mac: peerMac }) }
    return [[addressAt(network, 0), end] as const]
  })
  const mac = macs[`${own.shortName}:${name}`]
  const vni = Number(/^flannel\.(\d+)$/.exec(name)?.[1] ?? 1)
  return [
    {
      name,
      mtuBytes: mtus.tunnel(encapsulation, 4),
      addresses: [single(addressAt(block, 0))],
      ...(mac !== undefined && encapsulation === 'vxlan' && { mac }),
      tunnel: {
        encapsulation,
        local,
        peers: new Map(encapsulation === 'vxlan' ? behind : []),
        ...(encapsulation === 'vxlan' && { vni, ...(port !== undefined && { port }) }),
        ...(encapsulation === 'vxlan' && underlay !== undefined && { underlay }),
      },
    },
  ]
}

function routesTo(peer: KnownNode, own: KnownNode, cni: CniModel, site: CalicoSite): VirtualRoute[] {
  const address = hostOf(peer.cni.address)
  const kernel = site.lookUp(address)
  const { mode, encapsulation } = backendOf(cni)
  const reached =
    kernel === undefined
      ? `no route of ${own.shortName}'s leads to ${address}`
      : kernel.nextHop === undefined
        ? `${own.shortName}'s route ${kernel.destination} to ${address} has no gateway`
        : `${own.shortName}'s route to ${address} has the gateway ${kernel.nextHop}`
  const isDirect = kernel !== undefined && kernel.nextHop === undefined
  const device = deviceWith(site, own.cni.address)?.name
  const to = (by: Pick<VirtualRoute, 'device' | 'nextHop'>, text: string): VirtualRoute[] =>
    peer.cni.blocks.map((destination) => ({ destination, ...by, decision: { kind: 'encapsulation', text } }))
  if (encapsulation === undefined) {
    // The kernel refuses a next hop that is on no link, and flannel goes on without the route.
    if (!isDirect || device === undefined) return []
    return to({ device, nextHop: address }, `host-gw: ${reached}, so none`)
  }
  if (mode === 'CrossSubnet' && isDirect && kernel !== undefined) {
    const by = encapsulation === 'vxlan' ? kernel.device : (device ?? kernel.device)
    return to({ device: by, nextHop: address }, `${encapsulation} with directRouting: ${reached}, so none`)
  }
  const [block] = peer.cni.blocks
  if (cni.tunnel === undefined || block === undefined) return []
  const nextHop = encapsulation === 'vxlan' ? addressAt(block, 0) : address
  const why =
    mode === 'CrossSubnet'
      ? `${encapsulation} with directRouting: ${reached}, so ${encapsulation}`
      : `${encapsulation} without directRouting: every packet from node to node, so ${encapsulation}`
  return to({ device: cni.tunnel.device, nextHop }, why)
}

function backendOf({ ipip, vxlan }: CniModel) {
  if (vxlan !== 'Never') return { mode: vxlan, encapsulation: 'vxlan' } as const
  return ipip === 'Never'
    ? ({ mode: 'Never', encapsulation: undefined } as const)
    : ({ mode: ipip, encapsulation: 'ipip' } as const)
}

// flanneld's rules with --ip-masq, in their order.
function masquerades({ cni }: KnownNode, { podCidr }: CniModel): VirtualMasquerade[] {
  const own = cni.blocks.filter((block) => cidrInside(block, podCidr))
  return [
    {
      name: "flannel's masquerading",
      random: true,
      takes: ({ source, destination }) => {
        const [from, to] = [cidrContains(podCidr, source), cidrContains(podCidr, destination)]
        const toOwn = own.some((block) => cidrContains(block, destination))
        if (from === to || toOwn) return undefined
        return from
          ? `flannel's rule: ${source} is inside of ${podCidr}, ${destination} is not`
          : `flannel's rule: ${destination} is inside of ${podCidr}, ${source} is not`
      },
    },
  ]
}
