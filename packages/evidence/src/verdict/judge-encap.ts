import type { TappedCapture } from '../capture/tapped-capture.ts'
import { canonical } from '../flow/canonical.ts'
import { findFlow } from '../flow/find-flow.ts'
import type { FlowQuery } from '../flow/find-flow.ts'
import { chooseTaps, whyUnanswerable } from './choose-taps.ts'
import { describeFailure } from './describe-failure.ts'
import { judgeTap } from './judge-tap.ts'
import type { EncapQuestion } from './question.ts'
import { summarizeVerdict } from './summary.ts'
import type { EncapVerdict, Outcome, TapFinding } from './verdict.ts'

/**
 * Judges how a flow is encapsulated; never throws. A pass needs evidence: every tap that was named must have seen the
 * flow and lost nothing; of the taps chosen by default at least one, and all that saw it must agree.
 *
 * @example
 * ```ts
 * const verdict = judgeEncap(capture, { from: '10.98.81.4', to: '10.98.85.129', expect: 'none' })
 * verdict.outcome // 'pass', 'fail' or 'inconclusive'
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function judgeEncap(capture: TappedCapture, asked: EncapQuestion): EncapVerdict {
  const question = inCanonicalForm(asked)
  const unanswerable = whyUnanswerable(question)
  if (unanswerable !== undefined) return conclude('inconclusive', [], question, unanswerable)
  const chosen = chooseTaps(capture, question)
  if ('reason' in chosen) return conclude('inconclusive', [], question, chosen.reason)

  const flow = findFlow(capture, bothDirections(question))
  const all = chosen.taps.map((tap) => judgeTap(tap, capture, flow, question))
  const seen = all.filter(({ packets }) => packets > 0)
  // A tap that nobody named need not lie on the flow's path, unless none of them does.
  const findings = chosen.isExplicit || seen.length === 0 ? all : seen
  return conclude(combine(findings), findings, question)
}

/** An IPv6 address has many texts; packets have one. */
function inCanonicalForm(question: EncapQuestion): EncapQuestion {
  const { from, to, outer } = question
  const ends = outer && { src: canonical(outer.src), dst: canonical(outer.dst) }
  return { ...question, from: canonical(from), to: canonical(to), ...(ends && { outer: ends }) }
}

/** All directions are counted, also when one is judged. */
function bothDirections({ from, to, mark }: EncapQuestion): FlowQuery {
  return { from, to, ...(mark && { mark }) }
}

function combine(findings: readonly TapFinding[]): Outcome {
  const outcomes = new Set(findings.map(({ outcome }) => outcome))
  if (outcomes.has('fail')) return 'fail'
  return outcomes.has('inconclusive') ? 'inconclusive' : 'pass'
}

function conclude(
  outcome: Outcome,
  taps: readonly TapFinding[],
  question: EncapQuestion,
  unanswerable?: string,
): EncapVerdict {
  const { from, to, expect } = question
  const actual = combineActual(taps)
  const reasons = taps.flatMap(({ reason }) => (reason === undefined ? [] : [reason]))
  const facts = {
    outcome,
    expected: expect,
    ...(actual && { actual }),
    from,
    to,
    taps,
    packets: sum(taps, ({ packets }) => packets),
    requests: sum(taps, ({ forward }) => forward.packets),
    replies: sum(taps, ({ reverse }) => reverse.packets),
  }
  const reason = unanswerable ?? reasons.join('; ')
  const summary = summarizeVerdict(facts, reason)
  return { ...facts, summary, message: outcome === 'fail' ? describeFailure(facts, question) : summary }
}

function combineActual(taps: readonly TapFinding[]): EncapVerdict['actual'] {
  const kinds = new Set(taps.flatMap(({ actual }) => actual ?? []))
  return kinds.size > 1 ? 'mixed' : kinds.values().next().value
}

function sum(taps: readonly TapFinding[], count: (tap: TapFinding) => number): number {
  return taps.reduce((total, tap) => total + count(tap), 0)
}
