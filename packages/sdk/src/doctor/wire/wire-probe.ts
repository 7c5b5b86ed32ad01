import { LabError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { applyPlans, PlanError, type Plan } from '../../plan/plan.ts'
import { problem, type Judgement } from '../finding.ts'

/** A probe that sends packets through a network of its own, in namespaces of a lab that ends with the examination. */
export interface WireProbe<Said = unknown> {
  readonly name: string
  /** The stages of plans that make the network; its namespaces begin with the probe's name. */
  readonly network: readonly (readonly Plan[])[]
  /** Sends, and gives what the programs said; waits so long for an answer that does not come. */
  act(host: Host, waitMs: number): Promise<Said>
  judge(said: Said): Judgement
}

// An answer that comes takes milliseconds, and in a machine that is emulated on a busy one some seconds.
const waits: Partial<Record<Host['kind'], number>> = { local: 1500, microvm: 20_000 }

/** For tests: plans that break the network before anything is sent, and how long to wait for what does not come. */
export interface WireHarm {
  readonly harm?: readonly Plan[]
  readonly waitMs?: number
}

/** Makes the network, sends, judges. What the kernel cannot make is not judged: the probe of the kernel names it. */
export async function runWireProbe<Said>(
  host: Host,
  { network, act, judge }: WireProbe<Said>,
  { harm = [], waitMs = waits[host.kind] ?? 1500 }: WireHarm = {},
): Promise<Judgement> {
  const { kind } = host
  try {
    await applyPlans(host, ...network, harm)
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    const why = error.stderr.trim().split('\n')[0] ?? ''
    const line = error.argv.join(' ')
    if (line.includes(' type '))
      return withWay(kind, { status: 'skipped', detail: `this kernel does not do ${line}: ${why}` })
    return onHost(kind, problem(`${line}: ${why}`))
  }
  const judgement = await act(host, waitMs).then(judge, (error: unknown) => {
    if (!(error instanceof LabError)) throw error
    return problem(error.message.split('\n')[0] ?? '')
  })
  return onHost(kind, judgement)
}

// What is wrong on one host has the other as its way out.
function onHost(kind: Host['kind'], judgement: Judgement): Judgement {
  if (judgement.status !== 'problem' || (kind !== 'local' && kind !== 'microvm')) return judgement
  return withWay(kind, { stops: [kind], ...judgement })
}

function withWay(kind: Host['kind'], judgement: Judgement): Judgement {
  return kind === 'local' || kind === 'microvm' ? { fix: ways[kind], ...judgement } : judgement
}

const ways = {
  local: "createKindCluster(config, { host: 'microvm' }), or UNDERLAY_HOST=microvm",
  microvm: "createKindCluster(config, { host: 'local' }), or UNDERLAY_HOST=local",
}
