import type { TracedHop } from '../path/trace.ts'

/** A column of a ladder: an interface that the packet passes. */
export interface LadderColumn {
  readonly key: string
  readonly place: string
  readonly device: string
  readonly tap: string
}

/** Hops with the keys of their columns: an interface that a way passes twice has two. */
export function keyedHops<Hop extends Pick<TracedHop, 'tap'>>(
  hops: readonly Hop[],
): readonly { readonly key: string; readonly hop: Hop }[] {
  const seen = new Map<string, number>()
  return hops.map((hop) => {
    const count = (seen.get(hop.tap) ?? 0) + 1
    seen.set(hop.tap, count)
    return { key: `${count} ${hop.tap}`, hop }
  })
}

/** The interfaces of a way there and of the way back, each once, in the order of the topology. */
export function ladderColumns(forward: readonly TracedHop[], reverse: readonly TracedHop[]): readonly LadderColumn[] {
  const columns: LadderColumn[] = []
  for (const way of [keyedHops(forward), keyedHops(reverse).toReversed()]) {
    let at = 0
    for (const { key, hop } of way) {
      const { place, device, tap } = hop
      const known = columns.findIndex((column) => column.key === key)
      if (known < 0) columns.splice(at, 0, { key, place, device, tap })
      at = (known < 0 ? at : known) + 1
    }
  }
  return columns
}
