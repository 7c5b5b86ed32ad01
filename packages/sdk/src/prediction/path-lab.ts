import { addressAt, familyOf } from '@underlay/configs'
import type { PathLab, PathService } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import type { LabModel } from '../engine/engine.ts'
import { kindNetwork } from '../fabric/outside.ts'
import type { PodRecord } from '../lab/state.ts'
import type { ServiceRecord } from '../workload/services.ts'
import { podPlace } from '../workload/pod-names.ts'
import { outsideNetworks } from './outside-networks.ts'
import { readBridgeFilters } from './read-bridge-filters.ts'
import { readLinks, type Links } from './read-links.ts'

/** What to gather. */
export interface PathLabOptions {
  /**
   * The places whose devices are looked at, for what no document says: hardware addresses, the MTU that a pod was given, the
   * other end of its cable. Default none.
   */
  readonly look?: readonly string[]
}

/**
 * Gathers what a prediction is made from: the lab's documents, its pods and Services with their addresses, and, of places
 * to look at, what no document says.
 *
 * @throws UnknownNameError when there is no such place.
 * @example
 * const lab = await pathLab(cluster)
 * const json = JSON.stringify(lab) // plain data, for another day
 */
export async function pathLab(cluster: Cluster, { look = [] }: PathLabOptions = {}): Promise<PathLab> {
  return (await lookForPathLab(cluster, look)).lab
}

/** The same, with the links of the places that were looked at. */
export async function lookForPathLab(
  cluster: Cluster,
  look: readonly string[],
): Promise<{ readonly lab: PathLab; readonly links: Links }> {
  const { internals } = cluster
  const { cluster: model, fabric, cni, dockerAddresses } = internals.model()
  const nodes = model.nodes.map(({ shortName }) => shortName).filter((name) => look.includes(name))
  const [pods, services, links, bridgeFilters] = await Promise.all([
    internals.pods(),
    internals.services(),
    readLinks(internals, look),
    cni?.name === 'flannel' ? readBridgeFilters(internals, nodes) : {},
  ])
  const outside = internals.engine === 'netns' ? outsideNetworks(model, fabric) : undefined
  const documents = { cluster: model, fabric, cni, dockerAddresses }
  const parts = { model: documents, pods, services, links, bridgeFilters, ...(outside && { outside }) }
  return { lab: assemblePathLab(parts), links }
}

/** What a {@link PathLab} is made of. */
interface PathLabParts extends Pick<PathLab, 'outside' | 'bridgeFilters'> {
  readonly model: Pick<LabModel, 'cluster' | 'fabric' | 'cni' | 'dockerAddresses'>
  readonly pods: readonly PodRecord[]
  readonly services: readonly ServiceRecord[]
  /** Absent where nothing was looked at. */
  readonly links?: Links
}

/** Puts together what is known of a lab, running or not. */
export function assemblePathLab({
  model: { cluster, fabric, cni, dockerAddresses },
  pods,
  services,
  links,
  outside,
  bridgeFilters = {},
}: PathLabParts): PathLab {
  const families = new Set(Object.values(dockerAddresses).flat().map(familyOf))
  return {
    cluster,
    ...(fabric && { fabric }),
    ...(cni && { cni }),
    pods: pods.map(({ namespace, name, node, ips, hostInterface }) => {
      const place = podPlace({ namespace, name })
      const known = hostInterface ?? links?.hostInterfaceOf({ place, node })
      const mtuBytes = links?.mtus.get(`${place}:eth0`)
      return { place, node, ips, ...(known && { hostInterface: known }), ...(mtuBytes !== undefined && { mtuBytes }) }
    }),
    services: services.map(serviceOf),
    dockerAddresses,
    dockerGateways: gatewaysOf(Object.values(dockerAddresses).flat()).filter((each) => families.has(familyOf(each))),
    ...(outside && { outside }),
    ...(Object.keys(bridgeFilters).length > 0 && { bridgeFilters }),
    macs: links?.macs ?? {},
  }
}

// Docker gives a network's first address to itself.
function gatewaysOf(addresses: readonly string[]): string[] {
  const { prefixLength, prefixLength6 } = kindNetwork
  return [4, 6].flatMap((family) => {
    const address = addresses.find((each) => familyOf(each) === family)
    return address === undefined ? [] : [addressAt(`${address}/${family === 6 ? prefixLength6 : prefixLength}`, 1)]
  })
}

function serviceOf(service: ServiceRecord): PathService {
  const { namespace, name, clusterIps, ports, internalTrafficPolicy, externalTrafficPolicy } = service
  return {
    namespace,
    name,
    clusterIps,
    internalTrafficPolicy,
    externalTrafficPolicy,
    ports: ports.flatMap(({ protocol, port, nodePort, endpoints }) => {
      const known = ({ TCP: 'tcp', UDP: 'udp' } as const)[protocol]
      if (known === undefined) return []
      const ends = endpoints.map(({ address: ip, port: target }) => ({ ip, port: target }))
      return [{ protocol: known, port, ...(nodePort !== undefined && { nodePort }), endpoints: ends }]
    }),
  }
}
