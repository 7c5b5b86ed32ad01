import { placeNames } from '@underlay/configs'
import type { PathLab } from '../../path/path-lab.ts'
import { PredictionError } from '../prediction-error.ts'
import { cniMtus } from './cni-mtu.ts'
import { execNotes } from './exec-notes.ts'
import { bridgePlaces, gatewayPlace, hostPlace } from './fabric-places.ts'
import { linkEnds } from './links.ts'
import { nodePlace, type PlaceSite } from './node-places.ts'
import { outsidePlace } from './outside-place.ts'
import type { VirtualNetwork, VirtualPlace } from './place.ts'
import { podPlace } from './pod-places.ts'

// All pairs of a lab are asked one after the other, and a lab's documents do not change.
const known = new WeakMap<PathLab, VirtualNetwork>()

/**
 * The network that a lab's documents describe, as its kernels should have it.
 *
 * @throws {@link PredictionError} for what is not predicted: VLANs, macvlans, a cluster of which the links are not known.
 */
export function virtualNetwork(lab: PathLab): VirtualNetwork {
  const network = known.get(lab) ?? builtFrom(lab)
  known.set(lab, network)
  return network
}

function builtFrom(lab: PathLab): VirtualNetwork {
  const { cluster, fabric, cni } = lab
  if (fabric) refuseUnknown(fabric)
  else if (Object.values(lab.dockerAddresses ?? {}).flat().length === 0)
    throw new PredictionError(
      `how the nodes of ${cluster.name} reach one another is in no document`,
      'a lab has them: underlay up --clab lab.clab.yaml, or attachClabFabric(cluster, topology); underlay trace needs none, nor do tracePath, assertReachable and encapMatrix; assertMtu takes expect',
    )
  const placeOf = placeNames(cluster, fabric)
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

/** What of the lines that run at some places is left aside, because its meaning is not known. */
export function notesAt(lab: PathLab, places: ReadonlySet<string>): string[] {
  const all = lab.fabric ? execNotes(lab.fabric, placeNames(lab.cluster, lab.fabric)) : []
  return all.filter(({ place }) => places.has(place)).map(({ note }) => note)
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
