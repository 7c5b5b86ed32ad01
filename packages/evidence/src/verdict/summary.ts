import { printable } from '@underlay/packet'
import type { FlowPacket } from '../flow/flow-packet.ts'
import type { EncapVerdict, TapFinding } from './verdict.ts'

/** A verdict without its texts. */
export type VerdictFacts = Omit<EncapVerdict, 'summary' | 'message'>

/** A verdict in one line; `reason` is why there is no evidence. */
export function summarizeVerdict(facts: VerdictFacts, reason: string): string {
  const { outcome, taps, expected, actual, packets } = facts
  if (outcome === 'inconclusive') return `inconclusive: ${reason}`
  const judged = outcome === 'fail' ? taps.filter((tap) => tap.outcome === 'fail') : taps
  const shown = firstPacket(judged, outcome === 'fail')
  const cells = [
    judged.map(({ tap }) => printable(tap)).join(', '),
    outcome === 'fail' ? `expected ${expected}, saw ${describeSeen(judged, actual)}` : expected,
    shown === undefined ? '' : describeEnds(shown),
    outcome === 'fail' ? countOffending(judged) : `${packets} packets`,
  ]
  return cells.filter((cell) => cell !== '').join('  ') + (facts.replies === 0 ? ', replies: 0' : '')
}

/** `10.1.5.10 → 10.1.8.10 | 10.98.81.4 → 10.98.193.193`: outer and inner, the flow's alone when it is plain. */
export function describeEnds({ outer, inner }: FlowPacket): string {
  const ends = [outer, inner].flatMap((header) => (header ? [`${header.src} → ${header.dst}`] : []))
  return ends.join(' | ')
}

/** `12 of 12 packets`: those that are not as expected. */
export function countOffending(taps: readonly TapFinding[]): string {
  const offending = taps.reduce((sum, { forward, reverse }) => sum + forward.offending + reverse.offending, 0)
  const packets = taps.reduce((sum, tap) => sum + tap.packets, 0)
  return `${offending} of ${packets} packets`
}

/** What these taps saw instead, a tunnel in a tunnel spelled out. */
export function describeSeen(taps: readonly TapFinding[], actual: EncapVerdict['actual']): string {
  const seen = taps.length === 1 ? taps[0]?.actual : actual
  if (seen !== 'other') return seen ?? 'nothing'
  return firstPacket(taps, true)?.tunnels.toReversed().join(' in ') ?? 'another tunnel'
}

function firstPacket(taps: readonly TapFinding[], isOffending: boolean): FlowPacket | undefined {
  const packets = taps.flatMap(({ forward, reverse }) => {
    return isOffending ? [forward.firstOffending, reverse.firstOffending] : [forward.first, reverse.first]
  })
  return packets.find((packet) => packet !== undefined)
}
