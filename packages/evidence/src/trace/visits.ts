import type { TracedHop } from '../path/trace.ts'

/** Hops in one place that follow one another; who comes back to a place visits it again. */
export function visits<Hop extends Pick<TracedHop, 'place' | 'motion'>>(
  hops: readonly Hop[],
): readonly (readonly Hop[])[] {
  const groups: Hop[][] = []
  for (const [index, hop] of hops.entries()) {
    const before = hops[index - 1]
    const stays = before?.place === hop.place && !(before.motion === 'out' && hop.motion === 'in')
    if (stays) groups.at(-1)?.push(hop)
    else groups.push([hop])
  }
  return groups
}
