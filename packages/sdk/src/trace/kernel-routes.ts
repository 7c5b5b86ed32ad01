import { routeCommand, type KernelRoute, type PathPrediction } from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { lookUpRoute } from '../routes/look-up-route.ts'

/** Asks the kernels of all places of a prediction where they send its packets, each question once, all at once. */
export async function kernelRoutes(cluster: Cluster, { paths }: PathPrediction): Promise<readonly KernelRoute[]> {
  const hops = paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops])
  const asked = hops.flatMap(({ place, route }) => (route === undefined ? [] : [{ place, question: route.question }]))
  const once = new Map(asked.map((each) => [`${each.place} ${routeCommand(each.question)}`, each]))
  return Promise.all(
    [...once.values()].map(async ({ place, question }) => {
      return { place, question, answer: await lookUpRoute(cluster.internals, place, question) }
    }),
  )
}
