/** A packet as the rules of kube-proxy see it. */
export interface Probe {
  readonly from: string
  /** `from` is an address of the node itself. */
  readonly fromNode: boolean
  readonly to: string
  /** `to` is an address of the node itself. */
  readonly toNode: boolean
  readonly protocol: string
  readonly port: number
}

/** What a rule does once its conditions hold. */
export type Action =
  | { readonly do: 'jump' | 'goto'; readonly chain: string }
  | { readonly do: 'pick'; readonly chains: readonly string[] }
  | { readonly do: 'dnat'; readonly to: string }
  | { readonly do: 'mark' | 'accept' | 'drop' | 'reject' | 'return' | 'nothing' }

/** A rule. `kept` is of an affinity: for how many seconds a client keeps an endpoint; whether it has one is open. */
export interface Rule {
  readonly holds: (probe: Probe) => boolean
  readonly kept?: number
  /** Chance decides. */
  readonly maybe?: true
  readonly act: (probe: Probe) => Action
}

/** Rules by chain, `nat/services`, and the chains of each hook. */
export interface Ruleset {
  readonly chains: ReadonlyMap<string, readonly Rule[]>
  readonly hook: (type: 'nat' | 'filter', hook: 'prerouting' | 'output' | 'input' | 'forward') => string
}

interface Way {
  readonly marked: boolean
  readonly kept: number | undefined
}

interface End extends Way {
  readonly verdict: 'dnat' | 'accept' | 'drop' | 'reject' | 'end'
  readonly to?: string
}

/**
 * Everything that may become of a packet: `10.244.1.10:8080`, `10.244.1.10:8080 masqueraded`, `… kept 90 s`, `drop`,
 * `reject`, or `pass` where no rule is about it.
 */
export function outcomes(rules: Ruleset, probe: Probe): string[] {
  const start = { marked: false, kept: undefined }
  const nat = walk(rules, probe, rules.hook('nat', probe.fromNode ? 'output' : 'prerouting'), start)
  const all = nat.flatMap((end) => {
    if (end.verdict === 'dnat') {
      const words = [end.to, end.marked && 'masqueraded', end.kept !== undefined && `kept ${end.kept} s`]
      return [words.filter(Boolean).join(' ')]
    }
    const hook = probe.fromNode ? 'output' : probe.toNode ? 'input' : 'forward'
    const hooks = probe.fromNode && probe.toNode ? (['output', 'input'] as const) : ([hook] as const)
    const verdicts = hooks.flatMap((name) => walk(rules, probe, rules.hook('filter', name), start))
    return [verdicts.find(({ verdict }) => verdict === 'drop' || verdict === 'reject')?.verdict ?? 'pass']
  })
  return [...new Set(all)].toSorted()
}

function walk(rules: Ruleset, probe: Probe, chain: string, way: Way): End[] {
  const ends: End[] = []
  let ways: Way[] = [way]
  for (const rule of rules.chains.get(chain) ?? []) {
    if (!rule.holds(probe) || ways.length === 0) continue
    const act = rule.act(probe)
    const on = ways.map((each) => (rule.kept === undefined ? each : { ...each, kept: rule.kept }))
    const stay = rule.kept !== undefined || rule.maybe === true ? ways : []
    const after = step(rules, probe, act, on)
    ends.push(...after.ends)
    ways = [...stay, ...after.ways]
  }
  return [...ends, ...ways.map((each): End => ({ ...each, verdict: 'end' }))]
}

function step(
  rules: Ruleset,
  probe: Probe,
  act: Action,
  ways: readonly Way[],
): { readonly ends: End[]; readonly ways: Way[] } {
  const over = (verdict: End['verdict'], to?: string) => ({
    ends: ways.map((way): End => ({ ...way, verdict, ...(to !== undefined && { to }) })),
    ways: [],
  })
  switch (act.do) {
    case 'nothing':
      return { ends: [], ways: [...ways] }
    case 'mark':
      return { ends: [], ways: ways.map((way) => ({ ...way, marked: true })) }
    case 'return':
      return over('end')
    case 'accept':
    case 'drop':
    case 'reject':
      return over(act.do)
    case 'dnat':
      return over('dnat', act.to)
    case 'pick':
    case 'jump':
    case 'goto': {
      const chains = act.do === 'pick' ? act.chains : [act.chain]
      const all = ways.flatMap((way) => chains.flatMap((chain) => walk(rules, probe, chain, way)))
      const ended = all.filter(({ verdict }) => verdict !== 'end')
      const back = all.filter(({ verdict }) => verdict === 'end')
      if (act.do !== 'jump') return { ends: all, ways: [] }
      return { ends: ended, ways: back.map(({ marked, kept }) => ({ marked, kept })) }
    }
  }
}
