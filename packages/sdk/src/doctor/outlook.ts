import type { EngineName } from '../engine/choose.ts'
import type { EngineKind } from '../engine/engine.ts'
import type { HostChoice, HostName } from '../host/choose-host.ts'
import type { Ability, Finding } from './finding.ts'

/** What can be used on a machine, from what was found on it. */
export interface Outlook {
  readonly engines: readonly EngineKind[]
  /** Hosts of the netns engine. */
  readonly hosts: readonly HostChoice[]
  /** Whether what was asked for can be used; with `auto`, whether anything can. */
  readonly usable: boolean
  /** The command or the fix to go on with. */
  readonly next: string
}

/** What is to be used. */
export interface OutlookQuestion {
  readonly engine?: EngineName
  /** Of the netns engine. */
  readonly host?: HostName
}

const hostNames: readonly HostChoice[] = ['local', 'microvm', 'docker']

/**
 * Which engines and hosts the findings leave, and what to do next. Pure.
 *
 * @example
 * ```ts
 * outlook(await examine(), { engine: 'kind' }).usable // false: Docker is not there
 * ```
 */
export function outlook(findings: readonly Finding[], question: OutlookQuestion = {}): Outlook {
  const { engine = 'auto', host = 'auto' } = question
  const stopped = new Set(findings.flatMap(({ stops = [] }) => stops))
  const hosts = hostNames.filter((name) => !stopped.has(name))
  const asked = host === 'auto' ? hosts : hosts.filter((name) => name === host)
  const engines: readonly EngineKind[] = [
    ...(asked.length > 0 ? (['netns'] as const) : []),
    ...(stopped.has('kind') ? [] : (['kind'] as const)),
  ]
  const usable = engine === 'auto' ? engines.length > 0 : engines.includes(engine)
  const next = usable ? nextCommand(engine, question, engines) : firstFix(findings, wanted(engine, host))
  return { engines, hosts, usable, next }
}

/**
 * Findings as they weigh on what was asked for: what stops it is a problem, also where it is no fault of the machine.
 */
export function weigh(
  findings: readonly Finding[],
  { engine = 'auto', host = 'auto' }: OutlookQuestion,
): readonly Finding[] {
  if (engine === 'auto' && host === 'auto') return findings
  const abilities = wanted(engine, host)
  if (abilities.length > 1) return findings
  return findings.map((finding) =>
    finding.stops?.some((ability) => abilities.includes(ability)) === true
      ? { ...finding, status: 'problem' }
      : finding,
  )
}

function wanted(engine: EngineName, host: HostName): readonly Ability[] {
  if (engine === 'kind') return ['kind']
  return host === 'auto' ? hostNames : [host]
}

function nextCommand(engine: EngineName, { host }: OutlookQuestion, engines: readonly EngineKind[]): string {
  const chosen = engine === 'auto' ? (engines.includes('kind') ? 'kind' : 'netns') : engine
  const on = chosen === 'netns' && host !== undefined && host !== 'auto' ? ` --host ${host}` : ''
  // Not every kernel has IP-in-IP.
  const preset = host === 'local' ? 'flannel-vxlan' : 'calico-ipip-crosssubnet'
  return `underlay up ${preset} --engine ${chosen}${on}`
}

function firstFix(findings: readonly Finding[], abilities: readonly Ability[]): string {
  const stopping = findings.filter(({ stops = [] }) => stops.some((ability) => abilities.includes(ability)))
  return stopping.find(({ fix }) => fix !== undefined)?.fix ?? 'underlay doctor --json, and read what stops it'
}
