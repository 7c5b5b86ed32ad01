import { canonicalAddress, cidrContains, isIp } from '@underlay/configs'
import type { PathPrediction } from '@underlay/evidence'
import type { LabModel } from '../engine/engine.ts'
import { outside } from '../fabric/outside.ts'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from '../workload/pod-names.ts'
import type { ServiceRecord } from '../workload/services.ts'
import { placesOfLab } from './lab-topology.ts'

/** What a choice of places is made from. */
export interface ChoiceOfPlaces {
  readonly model: LabModel
  readonly pods: readonly PodRecord[]
  /** The places of both ends, as far as they are places. */
  readonly ends: readonly string[]
  /** Absent where the documents do not say what happens. */
  readonly prediction: PathPrediction | undefined
}

/** The places to tap: those of the predicted paths, or those between which no document says what is. */
export function placesOnPath({ model, pods, ends, prediction }: ChoiceOfPlaces): readonly string[] {
  const { fabric } = model
  const hops = prediction?.paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops]) ?? []
  const predicted = hops.map(({ place }) => place)
  if (predicted.length > 0) return [...new Set([...predicted, ...ends])]
  const nodes = pods.filter((pod) => ends.includes(podPlace(pod))).map(({ node }) => node)
  const between = fabric ? [...fabric.bridges, ...fabric.gateways.map(({ name }) => name), outside] : []
  return [...new Set([...ends, ...nodes, ...between])]
}

/** All places of a lab; of its pods only those at both ends. */
export function allPlaces({ model, pods, ends }: Omit<ChoiceOfPlaces, 'prediction'>): readonly string[] {
  const own = pods.filter((pod) => ends.includes(podPlace(pod)))
  const places = placesOfLab({ cluster: model.cluster, fabric: model.fabric, pods: own })
  // A cluster that the SDK did not make has nothing beyond it to look at.
  const isMade = model.fabric !== undefined || Object.keys(model.dockerAddresses).length > 0
  return isMade ? [...places, outside] : places
}

/** Where a packet to an address or a Service may arrive, and what is to be looked at besides. */
export interface PlacesBehind {
  readonly goals: readonly string[]
  /** The node whose block an address is in that nobody has. */
  readonly nodes: readonly string[]
}

/** What is behind an address or a Service, where no document says how packets get there. */
export function placesBehind(
  to: string,
  { model, pods, services }: Pick<ChoiceOfPlaces, 'model' | 'pods'> & { readonly services: readonly ServiceRecord[] },
): PlacesBehind {
  const service = services.find(({ namespace, name }) => `${namespace}/${name}` === to)
  const served = service?.ports.flatMap(({ endpoints }) => endpoints.map(({ address }) => address)) ?? []
  const wanted = new Set((isIp(to) ? [to] : served).map(canonicalAddress))
  const isWanted = (address: string): boolean => wanted.has(canonicalAddress(address))
  const { cluster, cni } = model
  const goals = [
    ...pods.filter(({ ips }) => ips.some(isWanted)).map(podPlace),
    ...cluster.nodes.filter(({ nodeIps }) => nodeIps.some(isWanted)).map(({ shortName }) => shortName),
  ]
  const hasBlock = (node: string): boolean => cni?.nodes[node]?.blocks.some((cidr) => cidrContains(cidr, to)) ?? false
  const nodes = goals.length > 0 || !isIp(to) ? [] : cluster.nodes.filter(({ name }) => hasBlock(name))
  return { goals, nodes: nodes.map(({ shortName }) => shortName) }
}
