import {
  describeCluster,
  describeFabric,
  type ClabTopology,
  type ClusterModel,
  type FabricModel,
  type KindConfig,
} from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { FabricRecord } from '../lab/state.ts'
import { observeDevices } from '../plan/observe.ts'
import { applyPlans } from '../plan/plan.ts'
import { deploymentSteps } from './deployment.ts'
import type { DockerNetwork } from './outside.ts'
import { planDetach } from './plan-detach.ts'
import { refuseTaken } from './refuse-taken.ts'
import { takeStep } from './take-step.ts'

/** What a lab keeps of its fabric. */
interface FabricHolder {
  readonly kind: KindConfig
  readonly fabric?: FabricRecord
  readonly attaching?: FabricRecord
  readonly tried?: boolean
}

/** Where a fabric is wired, and how the lab remembers it. */
interface FabricSite<S> {
  readonly host: Host
  save(state: S): Promise<void>
  readonly docker: DockerNetwork
}

/**
 * Wires the fabric of a topology to the lab's nodes, and runs the `exec` lines of its nodes.
 *
 * @returns the lab's state with the fabric in it.
 * @throws TopologyError with every mistake, before anything is created.
 * @throws LabStateError when another topology is attached, or somebody else made a device of its name.
 * @throws CommandError when an `exec` line fails.
 * @throws LabTimeoutError when a node does not become healthy for which another one waits.
 */
export async function attachFabric<S extends FabricHolder>(
  state: S,
  { topology, files }: { readonly topology: ClabTopology; readonly files: Readonly<Record<string, string>> },
  site: FabricSite<S>,
): Promise<S> {
  const { host } = site
  const cluster = describeCluster(state.kind)
  const fabric = describeFabric(topology, { cluster, files })
  const record = { topology, files }
  const again = state.fabric !== undefined
  if (state.fabric !== undefined && JSON.stringify(state.fabric) !== JSON.stringify(record)) {
    const fix = 'addNodes(cluster, { kind, clab }) where it has grown, or destroy the lab and build it again'
    throw new LabStateError('another topology is attached to this lab', fix)
  }
  // A wiring of other documents that was killed half-way is taken back before.
  const half = state.attaching
  if (half !== undefined && JSON.stringify(half) !== JSON.stringify(record)) {
    await detach(site, describeFabric(half.topology, { cluster, files: half.files }), cluster)
  }
  if (!again && half === undefined) refuseTaken(fabric, cluster, await observeDevices(host))
  const fresh = !again && half === undefined && state.tried !== true
  if (!again) await site.save({ ...state, attaching: record })
  try {
    for (const step of deploymentSteps(fabric)) {
      await takeStep(host, step, cluster, { again, fresh })
    }
  } catch (error) {
    // A fabric that was attached before is repaired by the next call; a new one that failed is taken back.
    if (!again)
      await detach(site, fabric, cluster).then(
        // What `exec` lines added to nodes that stay is still there.
        () => site.save({ ...state, tried: true }),
        () => {},
      )
    throw error
  }
  const { attaching: _attaching, tried: _tried, ...settled } = state
  return { ...settled, fabric: record } as S
}

async function detach(
  { host, docker }: Pick<FabricSite<never>, 'host' | 'docker'>,
  fabric: FabricModel,
  cluster: ClusterModel,
): Promise<void> {
  const { first, last } = planDetach(fabric, cluster, await observeDevices(host), docker)
  await applyPlans(host, first, [last])
}
