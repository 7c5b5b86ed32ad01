import type { PathPrediction } from '../path/prediction.ts'

/**
 * The interfaces of all paths of a prediction, each once: those of the way there in the order of the topology, then those
 * that only the way back passes.
 *
 * @example
 * ```ts
 * await capture(cluster, pathTaps(prediction), () => ping(a, b))
 * ```
 */
export function pathTaps({ paths }: PathPrediction): readonly string[] {
  const ways = paths.flatMap(({ forward, reverse }) => [forward.hops, reverse.hops.toReversed()])
  // A device whose name nobody knows cannot be tapped: `veth of pod/app`.
  return merged(ways.map((hops) => hops.map(({ tap }) => tap).filter((tap) => !tap.includes(' '))))
}

/** Lists as one, each element once: one that a list adds stands behind what precedes it there. */
function merged(lists: readonly (readonly string[])[]): string[] {
  const result: string[] = []
  for (const list of lists) {
    let at = 0
    for (const item of list) {
      const known = result.indexOf(item)
      if (known < 0) result.splice(at, 0, item)
      at = (known < 0 ? at : known) + 1
    }
  }
  return result
}
