import type { PathTrace, TracedWay } from '../path/trace.ts'
import { describeMessage } from './describe-hop.ts'

/** A trace in one line: `pod/a → pod/b: icmp echo request, answered; 14 taps there, 14 back`. */
export function describeOutcome(trace: PathTrace): string {
  const { from, to, outcome, forward, reverse, inconclusive } = trace
  const first = forward.hops[0]
  const what = first === undefined ? '' : `${describeMessage(first.layers)}, `
  const said = outcome === 'inconclusive' ? `inconclusive: ${inconclusive}` : outcome
  const counts = [`${forward.hops.length} taps there`, ...(reverse ? [`${reverse.hops.length} back`] : [])]
  return `${from} → ${to}: ${what}${said}; ${counts.join(', ')}`
}

/** Where a packet was lost: `lost in gw0: last seen at gw0:eth1, not at gw0:eth2`. */
export function describeLoss({ lost }: TracedWay): string | undefined {
  if (lost === undefined) return undefined
  const { place, lastSeen, next, isBeyond } = lost
  const seen = lastSeen === undefined ? 'no tap saw it' : `last seen at ${lastSeen}`
  return `lost ${isBeyond ? 'beyond' : 'in'} ${place}: ${seen}${next === undefined ? '' : `, not at ${next}`}`
}

/** What routers and hosts said about the packet, a line each. */
export function describeErrors({ errors = [] }: PathTrace): readonly string[] {
  return errors.map(({ from, tap, text }) => `${from} says ${text}${tap === undefined ? '' : ` (seen at ${tap})`}`)
}
