import { canonicalAddress, familyOf, isIp, suggest, type IpFamily } from '@underlay/configs'
import { hostOf, isOwn } from './network/addresses.ts'
import type { VirtualNetwork, VirtualPlace } from './network/place.ts'
import type { PathLab, PathService } from '../path/path-lab.ts'
import type { PathTraffic } from '../path/prediction.ts'
import { PredictionError } from './prediction-error.ts'

/** A place of the network. @throws {@link PredictionError} that offers the nearest name. */
export function placeNamed(network: VirtualNetwork, name: string): VirtualPlace {
  const place = network.get(name)
  if (place !== undefined && place.kind !== 'bridge') return place
  const known = [...network.values()].filter(({ kind }) => kind !== 'bridge').map((each) => each.name)
  const nearest = suggest(name, known)
  const fix = nearest === undefined ? `the lab has ${known.join(', ')}` : `did you mean ${nearest}?`
  throw new PredictionError(`no node, pod or gateway is named ${name}`, fix)
}

/** The name of a place, by each of the names that find a node: Kubernetes' and containerlab's too. */
export function placeNameOf({ cluster, fabric }: PathLab, name: string): string {
  const full = fabric?.servers.find((server) => server.name === name)?.node ?? name
  return cluster.nodes.find((node) => node.name === full)?.shortName ?? name
}

/** The place that has an address, if any has. */
export function placeOfAddress(network: VirtualNetwork, address: string): VirtualPlace | undefined {
  return [...network.values()].find((place) => isOwn(place, address))
}

/**
 * The addresses by which a lab knows a place: a node's node-ips, of what is outside those of the management network first, of others
 * the fabric's before that of eth0.
 */
function addressesOf({ cluster, fabric }: PathLab, { name, kind, devices }: VirtualPlace): readonly string[] {
  const node = cluster.nodes.find(({ shortName }) => shortName === name)
  if (node !== undefined && node.nodeIps.length > 0) return node.nodeIps.map(canonicalAddress)
  const isFirst = (device: string): boolean =>
    kind === 'outside' ? device === fabric?.management.bridge : kind === 'pod' || kind === 'node' || device !== 'eth0'
  const sorted = devices.toSorted((a, b) => Number(isFirst(b.name)) - Number(isFirst(a.name)))
  return sorted.flatMap(({ addresses }) => addresses).map(hostOf)
}

/** Who is spoken to, and how. */
export interface End {
  readonly from: VirtualPlace
  readonly to: string
  readonly family?: IpFamily
  readonly traffic: PathTraffic
}

/** The Service of a name `namespace/name`. */
function serviceNamed({ services }: PathLab, name: string): PathService | undefined {
  return services.find((service) => `${service.namespace}/${service.name}` === name)
}

/** The address that a name stands for; of a Service its ClusterIP, of a place the first of a family that the sender has, too. */
export function addressFor(lab: PathLab, network: VirtualNetwork, { from, to, family, traffic }: End): string {
  if (isIp(to)) return canonicalAddress(to)
  const service = network.has(to) ? undefined : serviceNamed(lab, to)
  if (service !== undefined) checkPort(service, to, traffic)
  const place = service === undefined ? placeNamed(network, placeNameOf(lab, to)) : undefined
  const candidates = place === undefined ? (service?.clusterIps ?? []).map(canonicalAddress) : addressesOf(lab, place)
  const own = new Set(from.devices.flatMap(({ addresses }) => addresses).map(familyOf))
  const found = candidates.find((address) => {
    return family === undefined ? own.has(familyOf(address)) : familyOf(address) === family
  })
  if (found !== undefined) return found
  const what = family === undefined ? 'a family that it shares with' : `IPv${family} to be reached from`
  throw new PredictionError(`${to} has no address of ${what} ${from.name}`)
}

function checkPort({ ports }: PathService, name: string, traffic: PathTraffic): void {
  const known = ports.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')
  if (traffic.protocol === 'icmp')
    throw new PredictionError(`${name} is a Service, which answers no echo`, `a port of it: ${known}`)
  if (!ports.some(({ protocol, port }) => protocol === traffic.protocol && port === traffic.port))
    throw new PredictionError(`${name} has no port ${traffic.protocol} ${traffic.port}`, `it has ${known}`)
}
