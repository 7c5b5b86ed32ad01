import {
  defineLab,
  describeCluster,
  describeWorkload,
  requestedClusterTrust,
  requestedTrust,
  requestedWorkloadTrust,
  withNodeImage,
  type LabDefinition,
} from '@underlay/configs'
import { chooseEngine, engineAsked } from '../engine/choose.ts'
import { refuseNetnsOnly } from '../engine/kind/refuse-netns-only.ts'
import { LabStateError } from '../errors.ts'
import { refuseKindOnly } from '../engine/netns/refuse-kind-only.ts'
import { hostAsked } from '../host/choose-host.ts'
import { sayProgress } from '../output/progress.ts'
import { findDifferences, keepsAll } from './find-differences.ts'
import { findLab } from './find-lab.ts'
import { planSteps } from './plan-steps.ts'
import type { PlannedStep } from './planned-step.ts'
import { refuseUnmakeable } from './refuse-unmakeable.ts'
import { requireForKind } from './require-for-kind.ts'
import { requirePlace } from './require-place.ts'
import type { UpOptions } from './up-options.ts'

/** What bringing a lab up would do. Plain data. */
export interface UpPlan {
  readonly lab: string
  readonly engine: 'kind' | 'netns'
  /** Where one that is not there would be made, in words: `host microvm`, `Docker 29.1.0, kind 0.33.0`. */
  readonly place?: string
  readonly steps: readonly PlannedStep[]
  /**
   * What the kernels of a lab that runs have otherwise than its documents say, in words; `bringUpLab` puts it back as far as
   * it makes it. Empty where a step changes something.
   */
  readonly differences: readonly string[]
}

/**
 * Says what each step of {@link bringUpLab} would do, and why; it changes nothing.
 *
 * @throws TopologyError with every mistake of the definition, and on the netns engine what it does not model of the workload;
 * of a lab that is to be made also what its CNI, pods and Services cannot be given.
 * @throws LabError on the netns engine, for a manifest or a version of the CNI, or containerlab; on kind, for what only the
 * netns engine wires.
 * @throws ToolMissingError, EngineError, LabError when a lab is to be made that nothing on this machine can carry.
 * @throws LabStateError when both engines have a lab of that name, and none was asked for.
 * @example
 * const { steps } = await planLab(presets['flannel-vxlan'].define())
 * for (const { step, action, reason } of steps) echo(step, action, reason)
 */
export async function planLab(definition: LabDefinition, options: UpOptions = {}): Promise<UpPlan> {
  const lab = defineLab(definition)
  const { lifetime = 'process', trust = false, driver = 'auto', reconfigure = false } = options
  const { onProgress: say = sayProgress } = options
  const asked = engineAsked(options.engine)
  // One on the other engine would be left beside the new one.
  const found = await findLab(lab.name, reconfigure ? 'auto' : asked, { say, signal: options.signal })
  const [seen, other] = found.filter(({ engine }) => asked === 'auto' || engine === asked)
  if (other !== undefined) {
    throw new LabStateError(`both engines have a lab named ${lab.name}`, `underlay up --engine kind, or --engine netns`)
  }
  // A lab keeps to its engine.
  const engine = seen?.engine ?? (await chooseEngine(asked, say))
  const elsewhere = asked === 'auto' ? undefined : found.find((one) => one.engine !== asked)?.engine
  const { workload = [] } = lab
  if (engine === 'netns') refuseKindOnly(options)
  if (engine === 'netns' && workload.length > 0) describeWorkload(workload, { cluster: describeCluster(lab.kind) })
  if (engine === 'kind' && lab.clab !== undefined) {
    refuseNetnsOnly(describeCluster(lab.kind), { topology: lab.clab, files: lab.files ?? {} })
  }
  const containers = engine === 'kind' && driver !== 'built-in'
  const ofNodes = engine === 'kind' ? requestedClusterTrust(lab.kind) : []
  const ofPods = engine === 'kind' ? requestedWorkloadTrust(workload) : []
  const ofFabric = lab.clab === undefined ? [] : requestedTrust(lab.clab, lab.files, { containers })
  const requests = trust ? [] : [...ofNodes, ...ofFabric, ...ofPods]
  const image = options.image ?? process.env.UNDERLAY_NODE_IMAGE
  const wanted = engine === 'kind' && image ? { ...lab, kind: withNodeImage(lab.kind, image) } : lab
  const wishes = { engine, host: hostAsked(options.host), lifetime, reconfigure, ...(elsewhere && { elsewhere }) }
  const steps = planSteps(wanted, seen, wishes, requests)
  // A lab that is there may have what its documents do not say.
  const isRefused = steps.some(({ action }) => action === 'refuse')
  const isMade = steps[0]?.action === 'make'
  if (isMade && engine === 'netns') refuseUnmakeable(lab)
  if (isMade && engine === 'kind' && requests.length === 0) await requireForKind(lab, options)
  const place = isMade && !isRefused ? await requirePlace(lab, engine, options) : undefined
  const differences = keepsAll(steps) ? await findDifferences(lab.name, engine) : []
  return { lab: lab.name, engine, ...(place && { place }), steps, differences }
}
