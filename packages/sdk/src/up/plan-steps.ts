import { describeCluster, formatIssue, type Issue, type LabDefinition } from '@underlay/configs'
import { differing, firstDifference } from '../lab/differing.ts'
import type { Lifetime } from '../lab/state.ts'
import type { Growth } from '../lab/growth.ts'
import { awaitMaker, beingMade, whyAnother } from '../lab/why-another.ts'
import type { SeenLab } from './find-lab.ts'
import { formatGrowth, planGrowth } from './plan-growth.ts'
import type { PlannedStep } from './planned-step.ts'
import { wantedSettings } from './wanted-settings.ts'

/** What was asked for, besides the definition. */
export interface UpWishes {
  /** Where it is to run: that of the lab that is there, else the one that was asked for or chosen. */
  readonly engine: 'kind' | 'netns'
  readonly host: string
  readonly lifetime: Lifetime
  /** The lab that is there is ended first. */
  readonly reconfigure: boolean
  /** The other engine, where it has a lab of that name that was to be ended. */
  readonly elsewhere?: 'kind' | 'netns'
}

/** What each step of a definition would do with the lab that is there, if one is, and why. */
export function planSteps(
  lab: LabDefinition,
  seen: SeenLab | undefined,
  wishes: UpWishes,
  requests: readonly Issue[],
): readonly PlannedStep[] {
  // One that has to be made again keeps nothing.
  const kept = seen?.lost?.length || seen?.maker || wishes.reconfigure ? undefined : seen
  const growth = planGrowth(lab, kept)
  return [
    planCreate(lab, seen, wishes, growth),
    requests.length > 0 ? refuseRequests(requests) : planAttach(lab, kept, growth),
    planCni(lab, kept),
    planTaint(lab, kept),
    planWorkload(lab, kept),
  ]
}

function planCreate(
  { name, kind }: LabDefinition,
  seen: SeenLab | undefined,
  wishes: UpWishes,
  growth: Growth | undefined,
): PlannedStep {
  const step = 'create'
  if (wishes.elsewhere !== undefined) return refuseElsewhere(name, wishes.engine, wishes.elsewhere)
  if (seen?.maker !== undefined) return planBeingMade(name, seen.maker, wishes)
  if (seen === undefined) return { step, action: 'make', reason: `no lab named ${name} runs` }
  if (wishes.reconfigure) return { step, action: 'make', reason: 'the lab that runs is ended first: reconfigure' }
  const elsewhere =
    seen.host === undefined || ['auto', seen.host].includes(wishes.host) ? undefined : `is running on host ${seen.host}`
  const why = whyAnother(seen, growth === undefined ? kind : seen.kind, wishes.lifetime) ?? elsewhere
  if (why !== undefined) return { step, action: 'refuse', reason: `a lab named ${name} ${why}`, fix: makeAnew }
  const { lost = [] } = seen
  if (lost.length > 0) {
    const gone = lost.length === 1 ? `node ${lost.join()} is gone` : `nodes ${lost.join(', ')} are gone`
    return { step, action: 'make', reason: `${gone}: the lab is made again` }
  }
  const grows = growth === undefined ? 'made from the same kind config' : 'and grows'
  return { step, action: 'keep', reason: `it runs on engine ${seen.engine}, ${grows}` }
}

function refuseElsewhere(name: string, engine: string, other: string): PlannedStep {
  const reason = `engine ${other} has a lab named ${name}, and engine ${engine} was asked for`
  const fix = `underlay down ${name} --engine ${other}, or destroyCluster('${name}', { engine: '${other}' })`
  return { step: 'create', action: 'refuse', reason, fix }
}

function planBeingMade(name: string, maker: number, { reconfigure }: UpWishes): PlannedStep {
  const step = 'create'
  if (!reconfigure) return { step, action: 'make', reason: `the process ${maker} is making it: that is waited for` }
  return { step, action: 'refuse', reason: beingMade(name, maker), fix: awaitMaker(name) }
}

const makeAnew =
  'underlay up --reconfigure, or bringUpLab(lab, { reconfigure: true }), to end it and make it anew; or give the lab another name'

function refuseRequests(requests: readonly Issue[]): PlannedStep {
  return {
    step: 'attach',
    action: 'refuse',
    reason: 'documents that were read from a text ask for more than a network of their own',
    fix: 'read those lines, and if they are what you want: underlay up --trust, or bringUpLab(lab, { trust: true })',
    requests: requests.map(formatIssue),
  }
}

function planAttach(
  { clab, files = {} }: LabDefinition,
  seen: SeenLab | undefined,
  growth: Growth | undefined,
): PlannedStep {
  const step = 'attach'
  if (clab === undefined) return { step, action: 'skip', reason: 'the definition has no topology' }
  if (seen?.fabric === undefined) return { step, action: 'make', reason: 'no fabric is attached' }
  if (growth !== undefined)
    return { step, action: 'change', reason: `the documents have more: ${formatGrowth(growth)}` }
  // The attaching compares the same texts.
  if (JSON.stringify(seen.fabric) !== JSON.stringify({ topology: clab, files })) {
    const first = firstDifference(seen.fabric, { topology: clab, files }) || 'another order'
    return { step, action: 'refuse', reason: `the lab has another topology: ${first}`, fix: makeAnew }
  }
  return { step, action: 'keep', reason: 'the same topology is attached' }
}

function planCni(lab: LabDefinition, seen: SeenLab | undefined): PlannedStep {
  const step = 'cni'
  const wanted = lab.calico !== undefined ? 'calico' : lab.flannel !== undefined ? 'flannel' : undefined
  if (wanted === undefined) return { step, action: 'skip', reason: 'the definition has no CNI' }
  if (seen?.cni === undefined) return { step, action: 'make', reason: 'no CNI is installed' }
  const { name, settings } = seen.cni
  if (name !== wanted) return { step, action: 'refuse', reason: `the lab has ${name}, not ${wanted}`, fix: makeAnew }
  if (settings === undefined)
    return { step, action: 'keep', reason: `${name} is installed; its manifest is applied again` }
  const differences = differing(settings, wantedSettings(lab))
  if (differences.length === 0) return { step, action: 'keep', reason: `${name} is installed with the same settings` }
  return { step, action: 'change', reason: `${name} is installed with other settings: ${differences.join(', ')}` }
}

function planTaint({ kind }: LabDefinition, seen: SeenLab | undefined): PlannedStep {
  const step = 'taint'
  const controlPlanes = describeCluster(kind).nodes.filter(({ role }) => role === 'control-plane')
  const isFree = controlPlanes.every(({ shortName }) => seen?.taints?.[shortName]?.length === 0)
  if (isFree) return { step, action: 'keep', reason: 'no control plane is tainted' }
  return { step, action: 'make', reason: 'pods are to run on the control plane too' }
}

function planWorkload({ workload = [] }: LabDefinition, seen: SeenLab | undefined): PlannedStep {
  const step = 'workload'
  if (workload.length === 0) return { step, action: 'skip', reason: 'the definition has no workload' }
  const what = workload.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')
  if (seen?.cni === undefined) return { step, action: 'make', reason: what }
  return { step, action: 'keep', reason: `applied again: ${what}` }
}
