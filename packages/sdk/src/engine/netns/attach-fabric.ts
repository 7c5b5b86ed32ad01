import {
  describeCluster,
  describeFabric,
  type ClabTopology,
  type ClusterModel,
  type FabricModel,
} from '@underlay/configs'
import { CommandError, LabStateError } from '../../errors.ts'
import { planDetach, planFabric, serverNamespace } from '../../fabric/plan-fabric.ts'
import type { Host } from '../../host/host.ts'
import { tryRun } from '../../host/run.ts'
import { applyPlans } from '../../plan/plan.ts'
import { observeDevices } from '../../plan/observe.ts'
import type { Change } from './netns-engine.ts'

/**
 * Wires the fabric of a topology to the lab's nodes, then runs the `exec` lines of servers and gateways.
 *
 * @throws TopologyError with every mistake, before anything is created.
 * @throws LabStateError when another topology is attached.
 * @throws CommandError when an `exec` line fails.
 */
export function attachFabric(topology: ClabTopology, files: Readonly<Record<string, string>>): Change {
  return async (state, host) => {
    const cluster = describeCluster(state.kind)
    const fabric = describeFabric(topology, { cluster, files })
    const record = { topology, files }
    const again = state.fabric !== undefined
    if (state.fabric !== undefined && JSON.stringify(state.fabric) !== JSON.stringify(record)) {
      throw new LabStateError('another topology is attached to this lab', 'destroy the lab and build it again')
    }
    // A wiring of other documents that was killed half-way is taken back before.
    const half = state.attaching
    if (half !== undefined && JSON.stringify(half) !== JSON.stringify(record)) {
      await detach(host, describeFabric(half.topology, { cluster, files: half.files }), cluster)
    }
    if (state.fabric === undefined) await host.saveState({ ...state, attaching: record })
    try {
      const { first, rest } = planFabric(fabric, cluster, await observeDevices(host))
      await applyPlans(host, [first])
      await applyPlans(host, rest)
      const lines = await Promise.allSettled([
        ...fabric.servers.map((server) => runExecLines(host, server, serverNamespace(cluster, server), again)),
        ...fabric.gateways.map((gateway) => runExecLines(host, gateway, gateway.name, again)),
      ])
      const failed = lines.find((line) => line.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    } catch (error) {
      // A fabric that was attached before is repaired by the next call; a new one that failed is taken back.
      if (!again)
        await detach(host, fabric, cluster).then(
          () => host.saveState(state),
          () => {},
        )
      throw error
    }
    const { attaching: _, ...settled } = state
    return { ...settled, fabric: record }
  }
}

async function detach(host: Host, fabric: FabricModel, cluster: ClusterModel): Promise<void> {
  const { first, last } = planDetach(fabric, cluster, await observeDevices(host))
  await applyPlans(host, first)
  await applyPlans(host, [last])
}

const alreadyThere = /File exists|already assigned|Exclusivity flag on/

// The second time only `ip` lines run: others may add what they added before once more.
async function runExecLines(
  host: Host,
  node: Pick<FabricModel['servers'][number], 'name' | 'exec'>,
  namespace: string,
  again: boolean,
): Promise<void> {
  for (const argv of node.exec) {
    if (again && argv[0] !== 'ip') continue
    const result = await tryRun(host, namespace, argv)
    if (result.exitCode === 0 || (again && alreadyThere.test(result.stderr))) continue
    throw new CommandError({ where: node.name, argv, ...result })
  }
}
