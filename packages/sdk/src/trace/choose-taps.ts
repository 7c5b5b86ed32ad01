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

/** What is behind an address or a Service, where no document says how packets get there; `port` is the one that is sent to. */
export function placesBehind(
  to: string,
  { model, pods, services, port }: Pick<ChoiceOfPlaces, 'model' | 'pods'> & SentTo,
): PlacesBehind {
  const { cluster, cni, dockerAddresses } = model
  const nodes = cluster.nodes.map((node) => {
    return { ...node, addresses: [...node.nodeIps, ...(dockerAddresses[node.shortName] ?? [])].map(canonicalAddress) }
  })
  const address = isIp(to) ? canonicalAddress(to) : undefined
  const isNodes = address !== undefined && nodes.some(({ addresses }) => addresses.includes(address))
  const served = services.flatMap(({ namespace, name, clusterIps, ports }) => {
    const isMeant = `${namespace}/${name}` === to || (address !== undefined && clusterIps.includes(address))
    const open = ports.filter(({ nodePort }) => isMeant || (isNodes && nodePort !== undefined && nodePort === port))
    return open.flatMap(({ endpoints }) => endpoints.map((end) => canonicalAddress(end.address)))
  })
  const wanted = served.length > 0 || address === undefined ? served : [address]
  const goals = [
    ...pods.filter(({ ips }) => ips.some((ip) => wanted.includes(canonicalAddress(ip)))).map(podPlace),
    ...nodes.filter(({ addresses }) => addresses.some((own) => wanted.includes(own))).map(({ shortName }) => shortName),
  ]
  const hasBlock = (node: string): boolean => cni?.nodes[node]?.blocks.some((cidr) => cidrContains(cidr, to)) ?? false
  const beyond = goals.length > 0 || !isIp(to) ? [] : nodes.filter(({ name }) => hasBlock(name))
  return { goals, nodes: beyond.map(({ shortName }) => shortName) }
}

interface SentTo {
  readonly services: readonly ServiceRecord[]
  readonly port?: number
}
