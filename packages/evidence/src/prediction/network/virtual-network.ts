import type { PathLab } from '../../path/path-lab.ts'
import { PredictionError } from '../prediction-error.ts'
import { cniMtus } from './cni-mtu.ts'
import { bridgePlaces, gatewayPlace, hostPlace } from './fabric-places.ts'
import { linkEnds } from './links.ts'
import { nodePlace, type PlaceSite } from './node-places.ts'
import { outsidePlace } from './outside-place.ts'
import type { VirtualNetwork, VirtualPlace } from './place.ts'
import { podPlace } from './pod-places.ts'

/**
 * The network that a lab's documents describe, as its kernels should have it.
 *
 * @throws {@link PredictionError} for what is not predicted: VLANs, devices other than veth pairs.
 */
export function virtualNetwork(lab: PathLab): VirtualNetwork {
  const { cluster, fabric, cni } = lab
  if (fabric) refuseUnknown(fabric)
  const shortNames = new Map(cluster.nodes.map(({ name, shortName }) => [name, shortName]))
  const servers = new Map(fabric?.servers.map(({ name, node }) => [name, shortNames.get(node) ?? node]))
  const homes = new Map(fabric?.nodeBridges.map(({ name, node }) => [name, servers.get(node) ?? node]))
  const shared = new Map(fabric?.hosts.map(({ name, shares = name }) => [name, servers.get(shares) ?? shares]))
  const placeOf = (node: string): string => servers.get(node) ?? homes.get(node) ?? shared.get(node) ?? node
  const ends = fabric ? linkEnds(fabric, placeOf, lab.macs ?? {}) : []
  const site: PlaceSite = {
    lab,
    mtus: cni && cniMtus(cni, fabric),
    ends: new Map(
      [...Map.groupBy(ends, ({ place }) => place)].map(([place, each]) => [place, each.map(({ device }) => device)]),
    ),
  }
  const places: VirtualPlace[] = [
    ...cluster.nodes.map((node) => nodePlace(node, site)),
    ...lab.pods.map((pod) => podPlace(pod, lab, site.mtus)),
    ...(fabric
      ? [
          ...bridgePlaces(fabric, site),
          ...fabric.gateways.map((gateway) => gatewayPlace(gateway, site)),
          ...fabric.hosts.filter(({ shares }) => shares === undefined).map((host) => hostPlace(host, site)),
        ]
      : []),
    outsidePlace(lab),
  ]
  return new Map(places.map((place) => [place.name, place]))
}

function refuseUnknown({ links, devices }: NonNullable<PathLab['fabric']>): void {
  const vlan = links.find((link) => link.vlan !== undefined)
  if (vlan !== undefined) {
    const [{ node, interface: name }] = vlan.endpoints
    throw new PredictionError(`the link of ${node}:${name} has VLANs, which are not predicted`)
  }
  const macvlan = devices.find(({ type }) => type === 'macvlan')
  if (macvlan === undefined) return
  const { node, interface: name } = macvlan.endpoint
  throw new PredictionError(`${node}:${name} is a macvlan, which is not predicted`)
}
