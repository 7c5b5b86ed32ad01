import { jsonObject } from '../host/json-rows.ts'
/** A rule that ends a packet's way or rewrites the packet, or a chain whose policy ends it. */
export interface FirewallRule {
  /** `ip calico cali-INPUT`: family, table and chain. */
  readonly chain: string
  /** Where the kernel asks the chain: `prerouting`, `input`, `forward`, `output`, `postrouting`; absent for one that others jump to. */
  readonly hook?: string
  /** By what it can be told from others, for its counter. */
  readonly key: string
  /** As nft writes it. */
  readonly text: string
  readonly verdict: RuleVerdict
  readonly matches: readonly Match[]
  /** Packets that it took; absent where it does not count. */
  readonly packets?: number
}

/** What a rule does, as far as it may be why a packet does not arrive, or arrives as another. */
export type RuleVerdict = (typeof verdicts)[number]

const verdicts = ['drop', 'reject', 'masquerade', 'snat', 'dnat'] as const

/** A condition of a rule; `right` is nft's JSON with named sets filled in. */
export interface Match {
  /** `ip saddr`, `ip protocol`, `udp dport`, `meta l4proto`, `iifname`. */
  readonly left: string
  readonly op: string
  readonly right: unknown
}

interface NftObject {
  readonly set?: {
    readonly family: string
    readonly table: string
    readonly name: string
    readonly elem?: readonly unknown[]
  }
  readonly chain?: NftChain
  readonly rule?: {
    readonly family: string
    readonly table: string
    readonly chain: string
    readonly handle: number
    readonly expr: readonly Expression[]
  }
}

interface NftChain {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly hook?: string
  readonly policy?: string
}

type Expression = Readonly<Record<string, unknown>>

/** The rules of a ruleset that drop, reject or rewrite, in its order, from `nft -j list ruleset`. */
export function firewallRules(ruleset: string): FirewallRule[] {
  if (ruleset === '') return []
  const { nftables = [] } = jsonObject<{ nftables?: readonly NftObject[] }>(ruleset, 'nft -j list ruleset')
  const sets = new Map(
    nftables.flatMap(({ set }) => (set ? [[`${set.family} ${set.table} ${set.name}`, set.elem ?? []]] : [])),
  )
  const hooks = new Map(nftables.flatMap(({ chain }) => (chain?.hook ? [[nameOf(chain), chain.hook]] : [])))
  return nftables.flatMap(({ chain, rule }): FirewallRule[] => {
    if (chain?.policy === 'drop' && chain.hook !== undefined) return [policyOf(chain, chain.hook)]
    if (rule === undefined) return []
    const verdict = verdicts.find((name) => rule.expr.some((one) => name in one))
    if (verdict === undefined) return []
    const name = `${rule.family} ${rule.table} ${rule.chain}`
    const hook = hooks.get(name)
    const counter = rule.expr.map(({ counter }) => counter).find((one) => one !== undefined) as
      | { packets?: number }
      | undefined
    const conditions = rule.expr.flatMap(conditionOf)
    const matches = conditions.map((match) => matchOf(match, `${rule.family} ${rule.table}`, sets))
    const text = [...conditions.map(matchText), verdict].join(' ')
    return [
      {
        chain: name,
        ...(hook !== undefined && { hook }),
        key: `nft ${name} ${rule.handle}`,
        text,
        verdict,
        matches,
        ...(counter?.packets !== undefined && { packets: counter.packets }),
      },
    ]
  })
}

function nameOf({ family, table, name }: NftChain): string {
  return `${family} ${table} ${name}`
}

function policyOf(chain: NftChain, hook: string): FirewallRule {
  return {
    chain: nameOf(chain),
    hook,
    key: `nft ${nameOf(chain)} policy`,
    text: 'policy drop',
    verdict: 'drop',
    matches: [],
  }
}

interface RawMatch {
  readonly op: string
  readonly left: unknown
  readonly right: unknown
}

// Of a condition of iptables' own nft says no more than its name.
function conditionOf({ match, xt }: Expression): RawMatch[] {
  if (match !== undefined) return [match as RawMatch]
  const { type, name } = (xt ?? {}) as { type?: string; name?: string }
  return type === 'match' && name !== 'comment' ? [{ op: '==', left: { xt: { name } }, right: 'matches' }] : []
}

function matchOf({ op, left, right }: RawMatch, table: string, sets: ReadonlyMap<string, readonly unknown[]>): Match {
  const named = typeof right === 'string' && right.startsWith('@') ? sets.get(`${table} ${right.slice(1)}`) : undefined
  return { left: leftText(left), op, right: named === undefined ? right : { set: named } }
}

function matchText({ op, left, right }: RawMatch): string {
  return [leftText(left), ...(op === '==' || op === 'in' ? [] : [op]), rightText(right)].join(' ')
}

function leftText(left: unknown): string {
  const { payload, meta, fib, ct, xt } = left as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
  if (payload !== undefined) return `${payload.protocol} ${payload.field}`
  if (meta !== undefined) return String(meta.key).endsWith('name') ? String(meta.key) : `meta ${meta.key}`
  if (fib !== undefined) return `fib ${[fib.flags].flat().join(' . ')} ${fib.result}`
  if (ct !== undefined) return `ct ${ct.key}`
  if (xt !== undefined) return `iptables' ${xt.name}`
  return JSON.stringify(left)
}

function rightText(right: unknown): string {
  if (typeof right !== 'object' || right === null) return right === false ? 'missing' : String(right)
  const { prefix, set, range } = right as {
    prefix?: { addr: string; len: number }
    set?: readonly unknown[]
    range?: readonly unknown[]
  }
  if (prefix !== undefined) return `${prefix.addr}/${prefix.len}`
  if (set !== undefined) return `{ ${set.map(rightText).join(', ')} }`
  return range === undefined ? JSON.stringify(right) : range.map(rightText).join('-')
}
