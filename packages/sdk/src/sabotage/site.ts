import { cidrContains, parseCidr, type FabricModel } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import type { InstalledCni } from '../engine/engine.ts'
import { LabStateError } from '../errors.ts'
import { pods, type Pod } from '../workload/deploy-workload.ts'

/** A node with the interface that joins it to the fabric, and the pods that it has. */
export interface SiteNode {
  readonly place: string
  /** Its interface in the fabric, `net0`. */
  readonly device: string
  /** With its mask: `10.1.0.10/24`. */
  readonly cidr: string
  readonly address: string
  /** Networks of its pods. */
  readonly blocks: readonly string[]
  /** The port that its cable ends in: a bridge's, mostly. */
  readonly port: { readonly place: string; readonly device: string }
}

/** A part of a lab as a fault needs to know it: a node, one in its rack, one beyond the gateway. */
export interface FaultSite {
  readonly cluster: Cluster
  readonly node: SiteNode
  /** In the same rack. */
  readonly near: SiteNode
  /** In another rack. */
  readonly far: SiteNode
  /** The gateway that the node's default route leads to. */
  readonly gateway: {
    readonly place: string
    readonly address: string
    /** Its interface in the rack of the node, and the one towards the other racks. */
    readonly device: string
    readonly farDevice: string
    /** Where the cable of the latter ends. */
    readonly farPort: { readonly place: string; readonly device: string }
  }
  readonly cni: InstalledCni
}

/**
 * The part of a lab that faults are about, with IPv4 addresses.
 *
 * @param at the node; default the first that has another one in its rack, and one beyond.
 * @throws LabStateError when the lab has no fabric, no CNI, or not two racks.
 */
export function siteOf(cluster: Cluster, at?: string): FaultSite {
  const { fabric, cni } = cluster.internals.model()
  if (fabric === undefined || cni === undefined) {
    throw new LabStateError(
      'faults need a fabric and a CNI',
      'attachClabFabric(cluster, topology), installCalico(cluster)',
    )
  }
  const nodes = siteNodes(cluster, fabric, cni)
  const wanted = at === undefined ? nodes : nodes.filter(({ place }) => place === cluster.node(at).place)
  for (const node of wanted) {
    const others = nodes.filter(({ place }) => place !== node.place)
    const near = others.find(({ address }) => cidrContains(node.cidr, address))
    const far = others.find(({ address }) => !cidrContains(node.cidr, address))
    const gateway = gatewayOf(fabric, node, far)
    if (near && far && gateway) return { cluster, node, near, far, gateway, cni }
  }
  throw new LabStateError(
    `no node${at === undefined ? '' : ` ${at}`} with another one in its rack, and one behind a gateway`,
    'racks({ racks: 2, nodesPerRack: 2 })',
  )
}

/** The pods that a fault's assertion sends from and to. */
export async function sitePods({ cluster, node, near, far }: FaultSite): Promise<{ from: Pod; near: Pod; far: Pod }> {
  const app = await pods(cluster)
  return { from: app.on(node.place), near: app.on(near.place), far: app.on(far.place) }
}

function siteNodes(cluster: Cluster, fabric: FabricModel, cni: InstalledCni): SiteNode[] {
  return fabric.servers.flatMap((server): SiteNode[] => {
    const own = server.addresses.find(({ address }) => parseCidr(address).family === 4)
    const port = own && otherEnd(fabric, server.name, own.interface)
    if (own === undefined || port === undefined) return []
    const { place, name } = cluster.node(server.node)
    const { interface: device, address: cidr } = own
    return [{ place, device, cidr, address: parseCidr(cidr).address, blocks: cni.nodes[name]?.blocks ?? [], port }]
  })
}

function gatewayOf(fabric: FabricModel, node: SiteNode, far: SiteNode | undefined): FaultSite['gateway'] | undefined {
  for (const { name: place, gateway } of fabric.gateways) {
    const ofRack = gateway.interfaces.find(({ addresses }) =>
      addresses.some((cidr) => cidrContains(cidr, node.address)),
    )
    const others = gateway.interfaces.filter((device) => device !== ofRack && otherEnd(fabric, place, device.name))
    const towards =
      others.find(({ addresses }) => far && addresses.some((cidr) => cidrContains(cidr, far.address))) ?? others[0]
    const farPort = towards && otherEnd(fabric, place, towards.name)
    const address = ofRack?.addresses.find((cidr) => cidrContains(cidr, node.address))
    if (ofRack === undefined || towards === undefined || farPort === undefined || address === undefined) continue
    return { place, address: parseCidr(address).address, device: ofRack.name, farDevice: towards.name, farPort }
  }
  return undefined
}

function otherEnd({ links }: FabricModel, node: string, device: string): SiteNode['port'] | undefined {
  for (const { endpoints } of links) {
    const index = endpoints.findIndex((end) => end.node === node && end.interface === device)
    const other = endpoints[1 - index]
    if (index >= 0 && other !== undefined) return { place: other.node, device: other.interface }
  }
  return undefined
}
