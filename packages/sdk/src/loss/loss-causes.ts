import { firewallCauses } from './causes/firewall.ts'
import { forwardingTableCauses } from './causes/forwarding-table.ts'
import { linkCauses } from './causes/link.ts'
import { neighbourCauses } from './causes/neighbour.ts'
import { duplicateCauses, forwardingCauses, frameCauses, queueCauses } from './causes/rest.ts'
import { reversePathCauses } from './causes/reverse-path.ts'
import { routeCauses } from './causes/route.ts'
import { sizeCauses } from './causes/size.ts'
import type { LossCause, LossFacts } from './loss-facts.ts'

const all = [
  linkCauses,
  firewallCauses,
  reversePathCauses,
  duplicateCauses,
  forwardingCauses,
  routeCauses,
  neighbourCauses,
  forwardingTableCauses,
  sizeCauses,
  frameCauses,
  queueCauses,
]

const order = { certain: 0, likely: 1, possible: 2 }

/** Why a packet was lost at a place, the most certain first, and of those alike what is at the place itself first. */
export function lossCauses(facts: LossFacts): LossCause[] {
  const isElsewhere = ({ text }: LossCause): number => (text.startsWith(`${facts.place}: `) ? 0 : 1)
  const found = all.flatMap((causesOf) => causesOf(facts))
  return [...new Map(found.map((cause) => [cause.text, cause])).values()].toSorted(
    (a, b) => order[a.certainty] - order[b.certainty] || isElsewhere(a) - isElsewhere(b),
  )
}
