import { cidrContains } from '@underlay/configs'
import type { Action, Probe, Rule, Ruleset } from './ruleset.ts'

interface Json {
  readonly [key: string]: unknown
}

/** Reads what `nft -j list table ip kube-proxy` said. */
export function readNftJson(text: string): Ruleset {
  const list = (JSON.parse(text) as { readonly nftables: readonly Readonly<Record<string, Json>>[] }).nftables
  const sets = new Map<string, Json>()
  const chains = new Map<string, Rule[]>()
  const hooks = new Map<string, string>()
  for (const { set, map, chain } of list) {
    const named = set ?? map
    if (named) sets.set(String(named.name), named)
    if (!chain) continue
    chains.set(String(chain.name), [])
    if (chain.hook !== undefined && !String(chain.name).includes('pre-dnat'))
      hooks.set(`${String(chain.type)} ${String(chain.hook)}`, String(chain.name))
  }
  for (const { rule } of list)
    if (rule) chains.get(String(rule.chain))?.push(readRule(rule.expr as readonly Json[], sets))
  return { chains, hook: (type, hook) => hooks.get(`${type} ${hook}`) ?? '' }
}

function readRule(expressions: readonly Json[], sets: ReadonlyMap<string, Json>): Rule {
  const tests = expressions.flatMap(({ match }) => (match ? [readMatch(match as Json, sets)] : []))
  const [last = {}] = expressions.filter(({ match, set }) => match === undefined && set === undefined)
  const kept = tests.find((test) => test.kept !== undefined)?.kept
  return {
    holds: (probe) => tests.every(({ holds }) => holds(probe)) && actionOf(last, sets, probe) !== undefined,
    ...(kept !== undefined && { kept }),
    act: (probe) => actionOf(last, sets, probe) ?? { do: 'nothing' },
  }
}

function readMatch(
  { op, left, right }: Json,
  sets: ReadonlyMap<string, Json>,
): { readonly holds: (probe: Probe) => boolean; readonly kept?: number } {
  const { payload, fib, meta, ct } = left as Record<string, Json | undefined>
  if (ct) return { holds: () => true }
  if (fib)
    return { holds: (probe) => ((fib.flags as readonly string[])[0] === 'saddr' ? probe.fromNode : probe.toNode) }
  if (meta?.key === 'l4proto') return { holds: ({ protocol }) => protocol === right }
  if (payload === undefined) return { holds: () => false }
  const field = (probe: Probe): string => (payload.field === 'saddr' ? probe.from : probe.to)
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = sets.get(right.slice(1))
    if (right.startsWith('@affinity-')) return { holds: () => true, kept: Number(set?.timeout) }
    return { holds: (probe) => ((set?.elem ?? []) as readonly unknown[]).includes(field(probe)) }
  }
  const { prefix } = right as { readonly prefix?: { readonly addr: string; readonly len: number } }
  const cidr = prefix ? `${prefix.addr}/${prefix.len}` : `${String(right)}/32`
  return { holds: (probe) => cidrContains(cidr, field(probe)) === (op === '==') }
}

function actionOf(last: Json, sets: ReadonlyMap<string, Json>, probe: Probe): Action | undefined {
  const { jump, goto, vmap, dnat, mangle } = last as Record<string, Json | undefined>
  if (jump) return { do: 'jump', chain: String(jump.target) }
  if (goto) return { do: 'goto', chain: String(goto.target) }
  if (dnat) return { do: 'dnat', to: `${String(dnat.addr)}:${String(dnat.port)}` }
  if (mangle) return { do: JSON.stringify(mangle.value).includes('"|"') ? 'mark' : 'nothing' }
  if (vmap) return verdictOf(vmap, sets, probe)
  for (const word of ['drop', 'reject', 'return'] as const) if (word in last) return { do: word }
  return { do: 'nothing' }
}

// Elements are `key`, or `{ elem: { val: key, comment } }`.
function verdictOf(vmap: Json, sets: ReadonlyMap<string, Json>, probe: Probe): Action | undefined {
  if (typeof vmap.data !== 'string') {
    const pairs = (vmap.data as { readonly set: readonly (readonly [unknown, Json])[] }).set
    return { do: 'pick', chains: pairs.map(([, verdict]) => String((verdict.goto as Json).target)) }
  }
  const elements = (sets.get(vmap.data.slice(1))?.elem ?? []) as readonly (readonly [Json, Json])[]
  const found = elements.find(([key]) => {
    const { concat } = ((key.elem as Json | undefined)?.val ?? key) as { readonly concat: readonly unknown[] }
    const [port, protocol, address] = concat.toReversed()
    return port === probe.port && protocol === probe.protocol && (address ?? probe.to) === probe.to
  })
  return found && actionOf(found[1], sets, probe)
}
