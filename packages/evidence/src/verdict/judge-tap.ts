import { printable } from '@underlay/packet'
import type { Tap, TappedCapture } from '../capture/tapped-capture.ts'
import type { Direction, FlowPacket } from '../flow/flow-packet.ts'
import type { EncapQuestion } from './question.ts'
import type { DirectionFinding, EncapVerdict, TapFinding } from './verdict.ts'

/** Judges what one tap saw of the flow; `flow` are the flow's packets of all taps, in both directions. */
export function judgeTap(
  tap: Tap,
  capture: TappedCapture,
  flow: readonly FlowPacket[],
  question: EncapQuestion,
): TapFinding {
  const own = flow.filter(({ packet }) => packet.interfaceId === tap.id)
  const judged = own.filter(({ direction }) => direction === (question.direction ?? direction))
  const packetsSeen = capture.packets.filter(({ interfaceId }) => interfaceId === tap.id).length
  const forward = judgeDirection('forward', own, question)
  const reverse = judgeDirection('reverse', own, question)
  const actual = summarizeActual(judged)
  const finding = {
    tap: tap.tap,
    packetsSeen,
    packets: judged.length,
    dropped: tap.dropped,
    ...(actual && { actual }),
    forward,
    reverse,
  }
  // A packet that was seen proves a failure, whatever else was lost; a pass needs that nothing was.
  if (judged.some((packet) => isOffending(packet, question))) return { ...finding, outcome: 'fail' }
  const reason = whyNoEvidence(finding, capture, question, tap.discarded)
  return reason === undefined ? { ...finding, outcome: 'pass' } : { ...finding, outcome: 'inconclusive', reason }
}

/** Whether a packet is not carried as the question expects. */
function isOffending(packet: FlowPacket, { expect, outer }: EncapQuestion): boolean {
  if (packet.encapsulation !== expect) return true
  if (expect === 'none' || outer === undefined || packet.outer === undefined) return false
  const { src, dst } = packet.direction === 'forward' ? outer : { src: outer.dst, dst: outer.src }
  return packet.outer.src !== src || packet.outer.dst !== dst
}

/** The encapsulation that all packets share, `mixed` when they do not, undefined for none. */
function summarizeActual(packets: readonly FlowPacket[]): EncapVerdict['actual'] {
  const kinds = new Set(packets.map(({ encapsulation }) => encapsulation))
  return kinds.size > 1 ? 'mixed' : kinds.values().next().value
}

function judgeDirection(
  direction: Direction,
  packets: readonly FlowPacket[],
  question: EncapQuestion,
): DirectionFinding {
  const own = packets.filter((packet) => packet.direction === direction)
  const isAsked = direction === (question.direction ?? direction)
  const offending = isAsked ? own.filter((packet) => isOffending(packet, question)) : []
  const [first] = own
  const [firstOffending] = offending
  return {
    direction,
    packets: own.length,
    offending: offending.length,
    ...(first && { first }),
    ...(firstOffending && { firstOffending }),
  }
}

function whyNoEvidence(
  finding: Omit<TapFinding, 'outcome'>,
  { truncated }: TappedCapture,
  { from, to, direction, mark }: EncapQuestion,
  discarded = 0,
): string | undefined {
  const tap = printable(finding.tap)
  const { packets, packetsSeen, dropped } = finding
  if (packetsSeen === 0) return `${tap} captured nothing${dropped > 0 ? ` and dropped ${dropped} packets` : ''}`
  if (packets === 0) {
    const ends = direction === undefined ? `between ${from} and ${to}` : describeDirection(from, to, direction)
    const seen = `${tap} saw ${packetsSeen} ${packetsSeen === 1 ? 'packet' : 'packets'}`
    return `${seen}, none ${ends}${mark ? ' with the mark' : ''}`
  }
  if (discarded > 0) {
    return `${tap} was captured into a ring that discarded ${discarded} packets: what they were is not known; make ringBytes larger`
  }
  if (dropped > 0) return `${tap} dropped ${dropped} packets: what they were is not known; capture again`
  return truncated === undefined
    ? undefined
    : `the capture is cut (${truncated}): packets may be missing; capture again`
}

function describeDirection(from: string, to: string, direction: Direction): string {
  return direction === 'forward' ? `from ${from} to ${to}` : `from ${to} to ${from}`
}
