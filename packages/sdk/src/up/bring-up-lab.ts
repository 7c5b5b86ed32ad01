import { setTimeout as wait } from 'node:timers/promises'
import { defineLab, type LabDefinition } from '@underlay/configs'
import type { Cluster } from '../cluster/cluster.ts'
import { connectCluster } from '../cluster/connect-cluster.ts'
import { makeCluster } from '../cluster/create-kind-cluster.ts'
import { LabStateError, TrustError } from '../errors.ts'
import type { NewLab } from '../lab/on-made.ts'
import { sayProgress } from '../output/progress.ts'
import { tellRepairs } from './find-differences.ts'
import { grows } from './plan-growth.ts'
import { planLab, type UpPlan } from './plan-lab.ts'
import type { PlannedStep } from './planned-step.ts'
import { stepsOf } from './steps.ts'
import { untilAborted } from '../process/until-aborted.ts'
import type { UpOptions, UpStep } from './up-options.ts'

/**
 * Brings a lab to what its definition says: makes the nodes, wires the fabric, installs the CNI, takes the control-plane
 * taint off, deploys the workload. Of what is there already it makes what is missing; so it may be run again. On netns,
 * documents that have all that the lab has, and nodes after those, let it grow.
 *
 * A lab that this call made is gone again when it fails, is aborted, or this process is killed before it has returned; one
 * that was there stays. With `reconfigure` that one ends before the new one is made, and does not come back.
 *
 * @param options `lifetime` is by default `process`, as for `createKindCluster`.
 * @throws TopologyError with every mistake of the definition, before anything is made.
 * @throws TrustError with every line that asks for trust, before anything is made; where containerlab wires, the bridges of
 * the machine that a topology names are asked for when it is attached.
 * @throws LabStateError when the lab that is there has another kind config, topology or CNI, before anything is changed.
 * @throws the signal's reason when it is aborted; what the step threw that failed.
 * @example
 * await using cluster = await bringUpLab(presets['flannel-vxlan'].define())
 */
export async function bringUpLab(definition: LabDefinition, options: UpOptions = {}): Promise<Cluster> {
  const { signal, onProgress = sayProgress, runSteps = oneAfterAnother(onProgress) } = options
  signal?.throwIfAborted()
  const lab = defineLab(definition)
  const planning = (): Promise<UpPlan> => planLab(lab, options)
  const { engine, steps: planned, differences } = await untilAborted(planning, signal)
  refuse(planned)
  const isGrowth = grows(planned)
  const { lifetime = 'process', host, image, toolsImage, offline, trust } = options
  let made: NewLab | undefined
  let cluster: Cluster | undefined
  let running: Promise<unknown> | undefined
  const begun = (run: Promise<string>): void => {
    if (engine === 'kind' || isGrowth) running = Promise.allSettled([run])
  }
  const make = async (say: (line: string) => void): Promise<Cluster> => {
    // One that grows was made from other documents.
    if (isGrowth) return (cluster = await connectCluster({ lab: lab.name, engine, onProgress: say }))
    cluster = await makeCluster(lab.kind, {
      engine,
      lifetime,
      lab,
      onProgress: say,
      ...(host !== undefined && { host }),
      ...(image !== undefined && { image }),
      ...(toolsImage !== undefined && { toolsImage }),
      ...(offline !== undefined && { offline }),
      ...(trust !== undefined && { trust }),
      ...(signal && { signal }),
      replace: options.reconfigure === true,
      onMade: (lab) => (made = lab),
    })
    return cluster
  }
  try {
    await runSteps(stepsOf(lab, planned, make, options).map((step) => abortable(step, signal, begun)))
    signal?.throwIfAborted()
    await made?.keep()
    if (cluster === undefined) throw new TypeError('the steps were not run')
    if (differences.length > 0) await tellRepairs(lab.name, { engine, differences, say: onProgress })
    return cluster
  } catch (error) {
    // It would go on to make what is being removed; a growth takes back what it made.
    if (running !== undefined && (made !== undefined || isGrowth))
      await Promise.race([running, wait(stepEndMs, undefined, { ref: false })])
    await (made === undefined ? cluster?.close() : made.discard())
    throw error
  }
}

// Steps end by the signal, but for a containerlab that runs: as long as its containers may take to start.
const stepEndMs = 60_000

function refuse(planned: readonly PlannedStep[]): void {
  const refused = planned.find(({ action }) => action === 'refuse')
  if (refused === undefined) return
  const { reason, fix = '', requests } = refused
  throw requests === undefined ? new LabStateError(reason, fix) : new TrustError(requests, fix)
}

// The making sees to the signal itself: it has to take back what it made.
function abortable(step: UpStep, signal: AbortSignal | undefined, begun: (run: Promise<string>) => void): UpStep {
  if (signal === undefined || step.name === 'create') return step
  const run = (say: (line: string) => void): Promise<string> => {
    const running = step.run(say)
    begun(running)
    return running
  }
  return { ...step, run: (say) => untilAborted(() => run(say), signal) }
}

function oneAfterAnother(say: (line: string) => void): (steps: readonly UpStep[]) => Promise<void> {
  return async (steps) => {
    for (const { run } of steps) await run(say)
  }
}
