import type { PathPrediction } from '@underlay/evidence'
import type { LabModel } from '../engine/engine.ts'
import { outside } from '../fabric/outside.ts'
import type { PodRecord } from '../lab/state.ts'
import { podPlace } from '../workload/pod-names.ts'
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
  return placesOfLab({ cluster: model.cluster, fabric: model.fabric, pods: own })
}
