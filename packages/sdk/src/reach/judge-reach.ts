import { field } from '@underlay/packet'
import type { PathTrace, PathTraffic, Verdict } from '@underlay/evidence'
import { lostWhere, whoSaid } from './describe-loss.ts'

/** Whether somebody should answer; who is `unreachable` refuses, or the packet is lost. */
export type ExpectedReach = 'answered' | 'unreachable'

/** Whether one packet was answered. */
export interface ReachJudgement extends Verdict {
  readonly expected: ExpectedReach
  readonly actual: PathTrace['outcome'] | 'refused'
}

/** What is known besides the trace. */
export interface ReachContext {
  readonly traffic: PathTraffic
  readonly expected: ExpectedReach
  /** Why it was lost, in words. */
  readonly causes: readonly string[]
}

/**
 * Judges a trace: whether it was answered, refused or lost. A refusal is an ICMP error, TCP's a reset too. Of a packet that
 * was never sent nothing is known: it is not unreachable; nor is who got a datagram and is silent, as UDP's servers may be.
 */
export function judgeReach(trace: PathTrace, { traffic, expected, causes }: ReachContext): ReachJudgement {
  const { from, to, inconclusive } = trace
  const what = traffic.protocol === 'icmp' ? 'icmp' : `${traffic.protocol} port ${traffic.port}`
  const head = `${from} → ${to}: ${what}`
  const unshown = expected === 'unreachable' ? (whyUnsent(trace) ?? whySilent(trace, traffic)) : undefined
  const actual = unshown !== undefined ? 'inconclusive' : isRefused(trace, traffic) ? 'refused' : trace.outcome
  const by = refusedBy(trace)
  const said = {
    answered: `${head} is answered`,
    refused: `${head} is refused${by && ` by ${by}`}: nothing listens there, or a rule rejects it`,
    lost: `${head} is not answered`,
    inconclusive: `${head}: inconclusive: ${unshown ?? inconclusive ?? 'no evidence'}`,
  }
  const outcome =
    actual === 'inconclusive' ? actual : (actual === 'answered') === (expected === 'answered') ? 'pass' : 'fail'
  const facts = { outcome, expected, actual } as const
  if (actual === 'lost') {
    const lines = [lostWhere(trace), ...whoSaid(trace), ...causes.map((cause) => `cause: ${cause}`)]
    const summary = outcome === 'pass' ? `${said.lost}, ${lines[0]}` : said.lost
    return { ...facts, summary, message: [said.lost, ...lines].join('\n  ') }
  }
  const summary = outcome === 'fail' && actual === 'answered' ? `${said.answered}, expected unreachable` : said[actual]
  return { ...facts, summary, message: summary }
}

// Without the packet on the wire nothing shows that its receiver cannot be reached.
function whyUnsent(trace: PathTrace): string | undefined {
  if (trace.outcome !== 'lost' || trace.forward.hops.length > 0) return undefined
  return ['it was not sent', ...whoSaid(trace)].join(': ')
}

// Who listens may have nothing to say, and who does not would have refused.
function whySilent(
  { to, outcome, forward, reverse, errors = [] }: PathTrace,
  { protocol }: PathTraffic,
): string | undefined {
  const delivered = outcome === 'lost' && forward.hops.length > 0 && forward.lost === undefined
  if (protocol !== 'udp' || !delivered || (reverse?.hops ?? []).length > 0 || errors.length > 0) return undefined
  return `delivered to ${to}, which said nothing`
}

function isRefused({ outcome, reverse, errors = [] }: PathTrace, { protocol }: PathTraffic): boolean {
  if (outcome !== 'answered') return false
  const answers = reverse?.hops.map(({ layers }) => layers) ?? []
  // An error about the packet is no answer to it, whatever was asked.
  if (answers.some((layers) => layers.some(({ quoted }) => quoted.length > 0))) return true
  if (protocol === 'tcp') return answers.some((layers) => field(layers, 'tcp.flags.reset') === true)
  if (protocol !== 'udp') return false
  return errors.length > 0 || answers.some((layers) => layers.some(({ name }) => name === 'icmp' || name === 'icmpv6'))
}

function refusedBy({ reverse, errors = [] }: PathTrace): string {
  const [layers] = reverse?.hops.map((hop) => hop.layers) ?? []
  const answered = layers && (field(layers, 'ip.src#-1') ?? field(layers, 'ipv6.src#-1'))
  return errors[0]?.from ?? answered ?? ''
}
