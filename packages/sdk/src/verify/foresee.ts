import { predictPath, PredictionError, type PathLab, type PathPrediction } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { pathLab } from '../prediction/path-lab.ts'
import type { Direction } from './scope.ts'

/** A direction with what the documents say of it, or why they say nothing. */
export interface Foreseen extends Direction {
  readonly prediction?: PathPrediction
  readonly unknown?: string
}

/** What the documents say of many directions, and what that was made from. */
export interface Foresight {
  readonly lab: PathLab
  readonly directions: readonly Foreseen[]
}

/** Predicts all directions: first by documents alone, then with what the places on the paths add to them. */
export async function foresee(cluster: Cluster, directions: readonly Direction[]): Promise<Foresight> {
  const documents = await pathLab(cluster)
  const bridges = documents.fabric?.bridges ?? []
  const first = directions.map((direction) => predicted(documents, direction))
  const places = first.flatMap(({ prediction }) => (prediction === undefined ? [] : placesOf(prediction)))
  // Bridges leave a frame's addresses alone.
  const look = [...new Set(places)].filter((place) => !bridges.includes(place))
  if (look.length === 0) return { lab: documents, directions: first }
  const lab = await pathLab(cluster, { look })
  return { lab, directions: directions.map((direction) => predicted(lab, direction)) }
}

/** The places of a prediction, each as often as it is met. */
export function placesOf({ paths }: PathPrediction): readonly string[] {
  return paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops]).map(({ place }) => place)
}

function predicted(lab: PathLab, direction: Direction): Foreseen {
  const { from, to, family } = direction
  try {
    const prediction = predictPath(lab, from.endpoint.place, to.endpoint.place, { protocol: 'icmp' }, { family })
    return { ...direction, prediction }
  } catch (error) {
    if (error instanceof PredictionError) return { ...direction, unknown: firstLine(error.message) }
    throw error
  }
}

// What could be done instead is done here.
function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}
