import { canonicalAddress, familyOf, isIp, suggest, type IpFamily } from '@underlay/configs'
import { hostOf, isOwn } from './network/addresses.ts'
import type { VirtualNetwork, VirtualPlace } from './network/place.ts'
import type { PathLab } from '../path/path-lab.ts'
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

/** The place that has an address, if any has. */
export function placeOfAddress(network: VirtualNetwork, address: string): VirtualPlace | undefined {
  return [...network.values()].find((place) => isOwn(place, address))
}

/** The addresses by which a lab knows a place, its own first one first: a node's are its node-ips. */
export function addressesOf(lab: PathLab, place: VirtualPlace): readonly string[] {
  const node = lab.cluster.nodes.find(({ shortName }) => shortName === place.name)
  if (node !== undefined && node.nodeIps.length > 0) return node.nodeIps.map(canonicalAddress)
  return place.devices.flatMap(({ addresses }) => addresses).map(hostOf)
}

/** The address that a name stands for; of a place the first of a family that the sender has, too. */
export function addressFor(
  lab: PathLab,
  network: VirtualNetwork,
  { from, to, family }: { readonly from: VirtualPlace; readonly to: string; readonly family?: IpFamily },
): string {
  if (isIp(to)) return canonicalAddress(to)
  const place = placeNamed(network, to)
  const own = new Set(from.devices.flatMap(({ addresses }) => addresses).map(familyOf))
  const found = addressesOf(lab, place).find((address) => {
    return family === undefined ? own.has(familyOf(address)) : familyOf(address) === family
  })
  if (found !== undefined) return found
  const what = family === undefined ? 'a family that it shares with' : `IPv${family} to be reached from`
  throw new PredictionError(`${to} has no address of ${what} ${from.name}`)
}
