import {
  predictPath as predictFromDocuments,
  type PathPrediction,
  type PathTraffic,
  type PredictOptions,
} from '@underlay/evidence'
import type { Endpoint } from '../cluster/cluster.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { lookForPathLab, pathLab } from './path-lab.ts'
import type { Links } from './read-links.ts'

/**
 * What a packet from one endpoint to another should meet, and its answer, from the lab's documents: every interface with the
 * packet's headers there, routes, encapsulation and its reason, NAT, sizes, and where it is lost. Nothing is sent.
 *
 * Hardware addresses, and what pods were given, are read from the places on the path.
 *
 * @param to An endpoint, an address, or a Service as `namespace/name`.
 * @param traffic Default an ICMP echo.
 * @throws PredictionError when the documents do not say what happens.
 * @example
 * const { paths } = await predictPath(cluster, app.on('control-plane'), app.on('worker2'))
 * echo(paths[0]?.forward.reason)
 */
export async function predictPath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  traffic: PathTraffic = { protocol: 'icmp' },
  options: PredictOptions = {},
): Promise<PathPrediction> {
  return (await lookAlongPath(cluster, from, to, traffic, options)).prediction
}

/** A path as it should be, with what the kernels on it say of their devices. */
export interface LookedAlong extends Pick<Links, 'devices'> {
  readonly prediction: PathPrediction
}

/** The same as {@link predictPath}, with the devices that were looked at for it. */
export async function lookAlongPath(
  cluster: Cluster,
  from: Endpoint,
  to: Endpoint | string,
  traffic: PathTraffic = { protocol: 'icmp' },
  options: PredictOptions = {},
): Promise<LookedAlong> {
  const goal = typeof to === 'string' ? to : to.place
  const documents = await pathLab(cluster)
  const first = predictFromDocuments(documents, from.place, goal, traffic, options)
  const look = placesOf(first, documents.fabric?.bridges ?? [])
  const { lab, links } = await lookForPathLab(cluster, look)
  return { prediction: predictFromDocuments(lab, from.place, goal, traffic, options), devices: links.devices }
}

function placesOf({ paths }: PathPrediction, bridges: readonly string[]): string[] {
  const hops = paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops])
  // Bridges leave a frame's addresses alone.
  return [...new Set(hops.map(({ place }) => place))].filter((place) => !bridges.includes(place))
}
