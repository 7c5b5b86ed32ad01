import { field } from '@underlay/packet'
import type { PathTrace, PathTraffic, Verdict } from '@underlay/evidence'

/** Whether one packet was answered. */
export interface ReachJudgement extends Verdict {
  readonly expected: 'answered'
  readonly actual: PathTrace['outcome'] | 'refused'
}

/**
 * Judges a trace: an answer passes, a refusal does not. TCP's is a reset, UDP's an ICMP error.
 *
 * @param causes why it was lost, in words.
 */
export function judgeReach(trace: PathTrace, traffic: PathTraffic, causes: readonly string[]): ReachJudgement {
  const { from, to, inconclusive } = trace
  const what = traffic.protocol === 'icmp' ? 'icmp' : `${traffic.protocol} port ${traffic.port}`
  const actual = trace.outcome === 'answered' && isRefused(trace, traffic) ? 'refused' : trace.outcome
  const head = `${from} → ${to}: ${what}`
  const said = {
    answered: `${head} is answered`,
    refused: `${head} is refused: nothing listens there, or a rule rejects it`,
    lost: `${head} is not answered`,
    inconclusive: `${head}: inconclusive: ${inconclusive ?? 'no evidence'}`,
  }
  const outcome = ({ answered: 'pass', refused: 'fail', lost: 'fail', inconclusive: 'inconclusive' } as const)[actual]
  const lines = actual === 'lost' ? [lostWhere(trace), ...causes.map((cause) => `cause: ${cause}`)] : []
  const summary = said[actual]
  return { outcome, expected: 'answered', actual, summary, message: [summary, ...lines].join('\n  ') }
}

function isRefused({ reverse, errors = [] }: PathTrace, { protocol }: PathTraffic): boolean {
  const answers = reverse?.hops.map(({ layers }) => layers) ?? []
  if (protocol === 'tcp') return answers.some((layers) => field(layers, 'tcp.flags.reset') === true)
  if (protocol !== 'udp') return false
  return errors.length > 0 || answers.some((layers) => layers.some(({ name }) => name === 'icmp' || name === 'icmpv6'))
}

function lostWhere({ from, forward, reverse }: PathTrace): string {
  const way = [forward, reverse].find((one) => one?.lost !== undefined)
  const last = way?.hops.at(-1)?.tap
  const direction = way?.direction === 'reverse' ? 'on the way back' : 'on the way there'
  const where = way?.lost?.isBeyond ? 'beyond' : 'in'
  return `lost ${direction}, ${where} ${way?.lost?.place ?? from}: ${last === undefined ? 'no tap saw it' : `seen last at ${last}`}`
}
