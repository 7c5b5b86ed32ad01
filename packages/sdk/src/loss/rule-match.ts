import { cidrContains, familyOf, isIp } from '@underlay/configs'
import type { FirewallRule, Match } from './firewall-rule.ts'
import type { LostPacket } from './lost-packet.ts'

/** A packet as a rule sees it: its outermost header. What is not known is left out. */
export interface RuleView {
  readonly from?: string
  readonly to?: string
  /** An IP protocol number. */
  readonly protocol?: number
  readonly port?: number
  readonly device?: string
}

/** Whether something is so; `unknown` where a fact is missing. */
export type Answer = 'yes' | 'no' | 'unknown'

const protocolNumbers: Readonly<Record<string, number>> = {
  icmp: 1,
  ipencap: 4,
  ipip: 4,
  tcp: 6,
  udp: 17,
  'ipv6-icmp': 58,
}

/** The forms in which a place's rules see a packet: in its tunnel, and out of it. */
export function ruleViews({ from, to, outer, protocol, port, device }: LostPacket, vxlanPort: number): RuleView[] {
  const plain: RuleView = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(protocol !== undefined && {
      protocol: protocolNumbers[protocol === 'icmp' && familyOf(from ?? '0.0.0.0') === 6 ? 'ipv6-icmp' : protocol] ?? 0,
    }),
    ...(port !== undefined && { port }),
  }
  const came = device === undefined ? {} : { device }
  if (outer === undefined) return [{ ...plain, ...came }]
  const tunnel = outer.encapsulation === 'ipip' ? { protocol: 4 } : { protocol: 17, port: vxlanPort }
  return [{ from: outer.from, to: outer.to, ...tunnel, ...came }, plain]
}

/** Whether a rule takes a packet. */
export function ruleTakes({ matches }: Pick<FirewallRule, 'matches'>, view: RuleView): Answer {
  const answers = matches.map((match) => holds(match, view))
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

function holds({ left, op, right }: Match, view: RuleView): Answer {
  const value = valueOf(left, view)
  // A port is one of its protocol: other packets have none.
  const [header = '', name = ''] = left.split(' ')
  if (
    /^[sd]port$/.test(name) &&
    view.protocol !== undefined &&
    header in protocolNumbers &&
    protocolNumbers[header] !== view.protocol
  )
    return 'no'
  if (value === undefined || !['==', '!=', 'in'].includes(op)) return 'unknown'
  const equal = equals(right, value)
  return equal === 'unknown' || op !== '!=' ? equal : equal === 'yes' ? 'no' : 'yes'
}

function valueOf(left: string, view: RuleView): string | number | undefined {
  switch (left) {
    case 'ip saddr':
    case 'ip6 saddr':
      return view.from
    case 'ip daddr':
    case 'ip6 daddr':
      return view.to
    case 'ip protocol':
    case 'ip6 nexthdr':
    case 'meta l4proto':
      return view.protocol
    case 'udp dport':
    case 'tcp dport':
    case 'th dport':
      return view.port
    case 'iifname':
      return view.device
    default:
      return undefined
  }
}

function equals(right: unknown, value: string | number): Answer {
  if (typeof right === 'number') return answer(right === value)
  if (typeof right === 'string') {
    if (right.startsWith('@')) return 'unknown'
    if (typeof value === 'number')
      return right in protocolNumbers ? answer(protocolNumbers[right] === value) : 'unknown'
    return answer(right.endsWith('*') ? value.startsWith(right.slice(0, -1)) : right === value)
  }
  const { prefix, set, range } = (right ?? {}) as {
    prefix?: { addr: string; len: number }
    set?: readonly unknown[]
    range?: readonly [unknown, unknown]
  }
  if (prefix !== undefined)
    return typeof value === 'string' && isIp(value)
      ? answer(cidrContains(`${prefix.addr}/${prefix.len}`, value))
      : 'unknown'
  if (set !== undefined) {
    const answers = set.map((element) => equals(element, value))
    if (answers.includes('yes')) return 'yes'
    return answers.includes('unknown') ? 'unknown' : 'no'
  }
  if (range === undefined || typeof value !== 'number') return 'unknown'
  const [least, most] = range
  return typeof least === 'number' && typeof most === 'number' ? answer(least <= value && value <= most) : 'unknown'
}

function answer(is: boolean): Answer {
  return is ? 'yes' : 'no'
}
