import { cidrContains } from '@underlay/configs'
import type { Action, Probe, Rule, Ruleset } from './ruleset.ts'

/** Reads what `iptables-save` said: its tables nat and filter. */
export function readIptables(text: string): Ruleset {
  const chains = new Map<string, Rule[]>()
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1)
    const [, chain, rest = ''] = /^-A (\S+) (.*)$/.exec(line) ?? []
    if (chain === undefined || !['nat', 'filter'].includes(table)) continue
    const key = `${table}/${chain}`
    chains.set(key, [...(chains.get(key) ?? []), readRule(rest, table)])
  }
  return { chains, hook: (type, hook) => `${type}/${hook.toUpperCase()}` }
}

function readRule(text: string, table: string): Rule {
  const plain = text.replaceAll(/--comment ("[^"]*"|\S+)/g, '')
  const option = (pattern: RegExp): string | undefined => pattern.exec(plain)?.[1]
  const [, notFrom, from] = /(! )?-s (\S+)/.exec(plain) ?? []
  const [, notTo, to] = /(! )?-d (\S+)/.exec(plain) ?? []
  const protocol = option(/-p (\S+)/)
  const port = option(/--dport (\d+)/)
  // Only new packets without a mark are asked about.
  const never = /--mark 0x4000\/0x4000|--ctstate (INVALID|RELATED)/.test(plain) && !/! --(mark|ctstate)/.test(plain)
  const seconds = option(/--rcheck --seconds (\d+)/)
  return {
    holds: (probe: Probe) =>
      !never &&
      (from === undefined || cidrContains(from, probe.from) === (notFrom === undefined)) &&
      (to === undefined || cidrContains(to, probe.to) === (notTo === undefined)) &&
      (protocol === undefined || protocol === probe.protocol) &&
      (port === undefined || Number(port) === probe.port) &&
      (!plain.includes('--dst-type LOCAL') || probe.toNode) &&
      (!plain.includes('--src-type LOCAL') || probe.fromNode),
    ...(seconds !== undefined && { kept: Number(seconds) }),
    ...(plain.includes('--mode random') && { maybe: true as const }),
    act: () => actionOf(plain, table),
  }
}

function actionOf(plain: string, table: string): Action {
  const target = /-j (\S+)/.exec(plain)?.[1] ?? ''
  const to = /--to-destination (\S+)/.exec(plain)?.[1]
  if (target === 'DNAT') return { do: 'dnat', to: to ?? '' }
  if (target === 'MARK') return { do: /--set-xmark 0x4000|--or-mark/.test(plain) ? 'mark' : 'nothing' }
  for (const word of ['accept', 'drop', 'reject', 'return'] as const)
    if (target === word.toUpperCase()) return { do: word }
  return target === '' || target === 'MASQUERADE' ? { do: 'nothing' } : { do: 'jump', chain: `${table}/${target}` }
}
