import { cidrContains } from '@underlay/configs'
import type { Action, Probe, Rule, Ruleset } from './ruleset.ts'

/** Reads instructions for the table `ip kube-proxy` as the netns engine gives them to nft, one command a line. */
export function readNftLines(lines: readonly string[]): Ruleset {
  const chains = new Map<string, Rule[]>()
  const hooks = new Map<string, string>()
  const elements = new Map<string, Map<string, string>>()
  const kept = new Map<string, number>()
  for (const line of lines) {
    const [, what, name = '', rest = ''] = /^nft add (chain|rule|element) ip kube-proxy (\S+) ?(.*)$/.exec(line) ?? []
    if (what === 'chain') chains.set(name, [])
    const [, type, hook] = /^\{ type (\w+) hook (\w+)/.exec(rest) ?? []
    if (type !== undefined) hooks.set(`${type} ${hook}`, name)
    const [, set = '', seconds] = /update @(\S+) \{ ip saddr timeout (\d+)s \}/.exec(rest) ?? []
    if (seconds !== undefined) kept.set(set, Number(seconds))
    const [, key, verdict = ''] = /^\{ (.*?)(?: : (.*))? \}$/.exec(what === 'element' ? rest : '') ?? []
    if (key !== undefined) elements.set(name, (elements.get(name) ?? new Map()).set(key, verdict))
  }
  for (const line of lines) {
    const [, chain = '', rule = ''] = /^nft add rule ip kube-proxy (\S+) (.*)$/.exec(line) ?? []
    if (rule !== '') chains.get(chain)?.push(readRule(rule, elements, kept))
  }
  return { chains, hook: (type, hook) => hooks.get(`${type} ${hook}`) ?? '' }
}

type Elements = ReadonlyMap<string, ReadonlyMap<string, string>>

function readRule(rule: string, elements: Elements, kept: ReadonlyMap<string, number>): Rule {
  const [, conditions = '', verb = ''] =
    /^(.*?)\b((?:jump|goto|numgen|dnat to|drop|reject|return|masquerade|update|meta mark set|ip daddr \. |meta l4proto \. ).*)$/.exec(
      rule,
    ) ?? []
  const tests = [...conditions.matchAll(/(fib|ip|meta l4proto|ct) ?(saddr|daddr|state)? ?(type|!=)? ?(\{[^}]*\}|\S+)/g)]
  const [affinity] = /affinity-\S+/.exec(conditions) ?? []
  const seconds = affinity === undefined ? undefined : kept.get(affinity)
  const holds = (probe: Probe): boolean => tests.every((parts) => testHolds(parts, probe, elements))
  return {
    holds: (probe) => holds(probe) && actionOf(verb, elements, probe) !== undefined,
    ...(seconds !== undefined && { kept: seconds }),
    act: (probe) => actionOf(verb, elements, probe) ?? { do: 'nothing' },
  }
}

function testHolds([, what, field, op, value = '']: readonly string[], probe: Probe, elements: Elements): boolean {
  if (what === 'ct' || value.startsWith('@affinity-')) return true
  if (what === 'fib') return field === 'saddr' ? probe.fromNode : probe.toNode
  if (what === 'meta l4proto') return probe.protocol === value
  const address = field === 'saddr' ? probe.from : probe.to
  if (value.startsWith('@')) return elements.get(value.slice(1))?.has(address) === true
  const cidr = value.replaceAll(/[{}\s]/g, '')
  return cidrContains(cidr.includes('/') ? cidr : `${cidr}/32`, address) === (op !== '!=')
}

function actionOf(verb: string, elements: Elements, probe: Probe): Action | undefined {
  const [, word, target = ''] = /^(jump|goto|dnat to) (\S+)$/.exec(verb) ?? []
  if (word === 'jump' || word === 'goto') return { do: word, chain: target }
  if (word === 'dnat to') return { do: 'dnat', to: target }
  if (verb.startsWith('meta mark set')) return { do: / or /.test(verb) ? 'mark' : 'nothing' }
  if (verb.startsWith('numgen'))
    return { do: 'pick', chains: [...verb.matchAll(/goto ([^\s,]+)/g)].map(([, chain = '']) => chain) }
  const [, map = ''] = /vmap @(\S+)$/.exec(verb) ?? []
  if (map !== '') {
    const short = `${probe.protocol} . ${probe.port}`
    const found = elements.get(map)?.get(verb.startsWith('ip daddr') ? `${probe.to} . ${short}` : short)
    return found === undefined ? undefined : actionOf(found, elements, probe)
  }
  if (verb === 'drop' || verb === 'reject' || verb === 'return') return { do: verb }
  return { do: 'nothing' }
}
