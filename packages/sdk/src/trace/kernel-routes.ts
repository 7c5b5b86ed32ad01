import {
  routeCommand,
  type KernelAnswer,
  type KernelRoute,
  type PathPrediction,
  type RouteQuestion,
} from '@underlay/evidence'
import type { Cluster } from '../cluster/cluster.ts'
import { CommandError } from '../errors.ts'
import { lookUpRoute } from '../routes/look-up-route.ts'

/** Asks the kernels of all places of a prediction where they send its packets, each question once, all at once. */
export async function kernelRoutes(
  cluster: Cluster,
  { paths }: Pick<PathPrediction, 'paths'>,
): Promise<readonly KernelRoute[]> {
  const hops = paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops])
  const asked = hops.flatMap(({ place, route }) => (route === undefined ? [] : [{ place, question: route.question }]))
  const once = new Map(asked.map((each) => [`${each.place} ${routeCommand(each.question)}`, each]))
  return Promise.all(
    [...once.values()].map(async ({ place, question }) => {
      return { place, question, answer: await answerOf(cluster, place, question) }
    }),
  )
}

/** What is predicted may ask about a device that the lab has lost: that is an answer, too. */
async function answerOf(cluster: Cluster, place: string, question: RouteQuestion): Promise<KernelAnswer> {
  try {
    return await lookUpRoute(cluster.internals, place, question)
  } catch (error) {
    if (error instanceof CommandError && /^Cannot find device/m.test(error.stderr))
      return { error: error.stderr.trim() }
    throw error
  }
}
