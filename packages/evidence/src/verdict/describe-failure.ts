import { printable, summarize } from '@underlay/packet'
import type { FlowPacket } from '../flow/flow-packet.ts'
import { explain } from './explain.ts'
import type { EncapQuestion } from './question.ts'
import type { VerdictFacts } from './summary.ts'
import { countOffending, describeEnds, describeSeen } from './summary.ts'
import type { DirectionFinding, TapFinding } from './verdict.ts'

/** A failure in full: for each tap what was expected and seen, the directions, the first offending packet, and why. */
export function describeFailure(facts: VerdictFacts, question: EncapQuestion): string {
  const failed = facts.taps.filter(({ outcome }) => outcome === 'fail')
  const agreeing = facts.taps.filter(({ outcome }) => outcome === 'pass')
  return [
    ...failed.flatMap((tap) => describeTap(tap, question)),
    ...agreeing.map(({ tap, packets }) => `${printable(tap)} saw ${question.expect} in all ${packets} packets`),
  ].join('\n')
}

function describeTap(finding: TapFinding, question: EncapQuestion): readonly string[] {
  const { forward, reverse } = finding
  const wrong = [forward, reverse].flatMap(({ firstOffending }) => firstOffending ?? [])
  const reasons = new Set(wrong.flatMap((packet) => explain(packet, question) ?? []))
  const [first] = wrong
  return [
    `${printable(finding.tap)}: expected ${describeExpectation(question)} between ${question.from} and ${question.to}, ` +
      `saw ${describeSeen([finding], finding.actual)} in ${countOffending([finding])}`,
    ...[forward, reverse].flatMap((direction) => describeDirection(direction)),
    ...(first === undefined ? [] : [`  first: ${describePacket(first)}`]),
    ...[...reasons].map((reason) => `  ${reason}`),
  ]
}

function describeExpectation({ expect, outer }: EncapQuestion): string {
  if (expect === 'none') return 'no encapsulation'
  return outer === undefined ? expect : `${expect} ${outer.src} → ${outer.dst}`
}

function describeDirection({ direction, packets, offending, firstOffending }: DirectionFinding): readonly string[] {
  if (packets === 0) return [`  ${direction}: no packets`]
  const shown = firstOffending === undefined ? '' : `, ${describeEnds(firstOffending)}`
  return [`  ${direction}: ${offending} of ${packets} packets${shown}`]
}

function describePacket({ packet, layers }: FlowPacket): string {
  const { number, protocol, info } = summarize(packet, layers)
  return `packet ${number}  ${protocol}  ${info}`
}
