import type { LossCause } from './loss-facts.ts'
import type { LostPacket } from './lost-packet.ts'

/**
 * Causes along a packet's way in words, each once: those of the places that it passed, then those of the place where it was
 * lost, the certain ones first; rules that rewrote it come last.
 *
 * @param seen the packet as it was seen last.
 */
export function orderCauses(
  passed: readonly LossCause[],
  lost: readonly LossCause[],
  seen: LostPacket | undefined,
): readonly string[] {
  const [certain, others] = [lost.filter(isCertain), lost.filter((cause) => !isCertain(cause))]
  const sources = [seen?.from, seen?.outer?.from].filter((address) => address !== undefined)
  // What is refused whoever sent it is not lost because its source was rewritten.
  const isOfAnySource = certain.length > 0 && !certain.some(({ text }) => sources.some((from) => text.includes(from)))
  const causes = [...passed, ...certain, ...others]
    .filter(({ rewrites }) => !(rewrites === 'source' && isOfAnySource))
    .toSorted((a, b) => Number(a.rewrites !== undefined) - Number(b.rewrites !== undefined))
  return [...new Set(causes.map(({ text }) => text))]
}

/** Whether a cause is seen, and not only possible. */
export function isCertain({ certainty }: LossCause): boolean {
  return certainty === 'certain'
}
