import { describe, expect, test } from 'vitest'
import { firewallRules } from '../../../src/loss/firewall-rule.ts'
import { lossCauses } from '../../../src/loss/loss-causes.ts'
import { ruleTakes, type RuleView } from '../../../src/loss/rule-match.ts'
import { factsAt } from './facts.ts'

const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } })
const ip = (field: string) => ({ payload: { protocol: 'ip', field } })

function ruleset(expr: readonly object[], hook: string | undefined = 'forward', policy = 'accept'): string {
  const chain = { family: 'ip', table: 't', name: 'c', ...(hook !== '' && { hook, policy }) }
  const set = {
    family: 'ip',
    table: 't',
    name: 'hosts',
    elem: ['10.1.0.10', { prefix: { addr: '10.2.0.0', len: 16 } }],
  }
  return JSON.stringify({
    nftables: [{ set }, { chain }, { rule: { family: 'ip', table: 't', chain: 'c', handle: 4, expr } }],
  })
}

const drop = { drop: null }
const counter = (packets: number) => ({ counter: { packets, bytes: 0 } })

test('rules that drop, as nft writes them; what lets through is none', () => {
  const [rule] = firewallRules(ruleset([match(ip('protocol'), 'ipencap'), counter(3), drop]))
  expect(rule).toMatchObject({
    chain: 'ip t c',
    hook: 'forward',
    text: 'ip protocol ipencap drop',
    verdict: 'drop',
    packets: 3,
  })
  expect(firewallRules(ruleset([match(ip('protocol'), 4), { accept: null }]))).toEqual([])
  expect(firewallRules('')).toEqual([])
})

const takes = (expr: readonly object[], view: RuleView) =>
  firewallRules(ruleset([...expr, drop])).map((rule) => ruleTakes(rule, view))[0]

const udp = match({ payload: { protocol: 'udp', field: 'dport' } }, 4789)

describe('what a rule takes', () => {
  test.for([
    [match(ip('protocol'), 4), { protocol: 4 }, 'yes'],
    [match(ip('protocol'), 4), { protocol: 17 }, 'no'],
    [match(ip('protocol'), 'ipencap'), { protocol: 4 }, 'yes'],
    [match({ meta: { key: 'l4proto' } }, { set: ['tcp', 'udp'] }), { protocol: 17 }, 'yes'],
    [udp, { protocol: 17, port: 4789 }, 'yes'],
    [udp, { protocol: 1 }, 'no'],
    [udp, {}, 'unknown'],
    [match(ip('saddr'), '@hosts', '!='), { from: '10.1.0.10' }, 'no'],
    [match(ip('saddr'), '@hosts', '!='), { from: '10.1.1.10' }, 'yes'],
    [match(ip('saddr'), '@hosts'), { from: '10.2.3.4' }, 'yes'],
    [match(ip('daddr'), { prefix: { addr: '10.98.0.0', len: 16 } }), { to: '10.98.2.1' }, 'yes'],
    [match({ meta: { key: 'iifname' } }, 'cali*'), { device: 'cali12' }, 'yes'],
    [match({ payload: { protocol: 'tcp', field: 'dport' } }, { range: [1, 1023] }), { protocol: 6, port: 80 }, 'yes'],
    [match({ fib: { result: 'type', flags: ['daddr'] } }, 'local'), { to: '10.1.0.1' }, 'unknown'],
  ] as const)('%j of %j: %s', ([expr, view, expected]) => {
    expect(takes([expr], view)).toBe(expected)
  })
})

const causes = (expr: readonly object[], hook?: string, before?: Record<string, number>) =>
  lossCauses(factsAt('gw0', { ruleset: ruleset(expr, hook) }, before && { before })).map(
    ({ certainty, text }) => `${certainty}: ${text}`,
  )

describe('as a cause', () => {
  test('one that takes the packet and counted it is certain', () => {
    expect(causes([udp, counter(3), drop])).toEqual([
      'certain: gw0: the nft rule "udp dport 4789 drop" in ip t c dropped 3 packets',
    ])
  })

  test('one that counts, and did not, is none', () => {
    expect(causes([udp, counter(0), drop])).toEqual([])
    expect(causes([udp, counter(3), drop], 'forward', { 'nft ip t c 4': 3 })).toEqual([])
  })

  test('without a counter it is likely, with a condition that cannot be told possible', () => {
    expect(causes([udp, drop])).toEqual([
      'likely: gw0: the nft rule "udp dport 4789 drop" in ip t c drops such packets',
    ])
    const [possible] = causes([match({ meta: { key: 'mark' } }, 1), drop])
    expect(possible).toMatch(/^possible: gw0: the nft rule "meta mark 1 drop" .* if all of its conditions hold$/)
  })

  test('a condition of iptables’ own cannot be told, whatever the rule has counted', () => {
    const conntrack = { xt: { type: 'match', name: 'conntrack' } }
    const comment = { xt: { type: 'match', name: 'comment' } }
    expect(causes([comment, conntrack, counter(10), drop])).toEqual([
      'likely: gw0: the nft rule "iptables\' conntrack matches drop" in ip t c dropped 10 packets',
    ])
    expect(causes([comment, counter(10), drop])[0]).toMatch(/^certain: gw0: the nft rule "drop" /)
  })

  test('what is asked only for the own packets of a place is not asked for what it forwards', () => {
    expect(causes([udp, drop], 'input')).toEqual([])
    expect(causes([udp, drop], 'output')).toEqual([])
  })
})
