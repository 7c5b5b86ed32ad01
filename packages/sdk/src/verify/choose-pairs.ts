/** Which pairs of so many ends are judged, and what of them is left out, in words. */
export interface ChosenPairs<E> {
  readonly ends: readonly E[]
  /** Both directions of each pair. */
  readonly pairs: readonly (readonly [E, E])[]
  /** Absent when all pairs are judged. */
  readonly leftOut?: string
}

const mostMeshed = 8
const mostEnds = 16

/**
 * Chooses pairs: all of up to 8 ends. Of more each end has two others, the next one and the one half way round, which
 * mostly are one in its rack and one beyond; and of more than 16 ends 16 are taken, evenly.
 *
 * @param what of the ends, for people: `nodes`.
 */
export function choosePairs<E extends { readonly node: string }>(
  all: readonly E[],
  { what, everything }: { readonly what: string; readonly everything: boolean },
): ChosenPairs<E> {
  if (everything || all.length <= mostMeshed) return { ends: all, pairs: between(all, () => true) }
  const ends = all.length <= mostEnds ? all : evenly(all, mostEnds)
  const steps = new Set([1, Math.floor(ends.length / 2)].flatMap((step) => [step, ends.length - step]))
  const pairs = between(ends, (from, to) => steps.has((to - from + ends.length) % ends.length))
  const some = `${ends.length} of ${all.length} ${what}${ends.length < all.length ? ', evenly chosen' : ''}`
  return { ends, pairs, leftOut: `${some}: each with the next one and the one half way round, not every pair` }
}

function between<E extends { readonly node: string }>(
  ends: readonly E[],
  isWanted: (from: number, to: number) => boolean,
): readonly (readonly [E, E])[] {
  return ends.flatMap((from, row) =>
    ends.filter((to, column) => to.node !== from.node && isWanted(row, column)).map((to) => [from, to] as const),
  )
}

function evenly<E>(all: readonly E[], count: number): readonly E[] {
  return all.filter(
    (_, index) => Math.floor((index * count) / all.length) !== Math.floor(((index - 1) * count) / all.length),
  )
}
