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
    if (state.fabric !== undefined && JSON.stringify(state.fabric) !== JSON.stringify(record)) {
      throw new LabStateError('another topology is attached to this lab', 'destroy the lab and build it again')
    }
    try {
      const { first, rest } = planFabric(fabric, cluster, await observeDevices(host))
      await applyPlans(host, [first])
      await applyPlans(host, rest)
      const lines = await Promise.allSettled([
        ...fabric.servers.map((server) => runExecLines(host, server, serverNamespace(cluster, server))),
        ...fabric.gateways.map((gateway) => runExecLines(host, gateway, gateway.name)),
      ])
      const failed = lines.find((line) => line.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    } catch (error) {
      // A fabric that was attached before is repaired by the next call; a new one that failed is taken back.
      if (state.fabric === undefined) await detach(host, fabric, cluster).catch(() => {})
      throw error
    }
    return { ...state, fabric: record }
  }
}

async function detach(host: Host, fabric: FabricModel, cluster: ClusterModel): Promise<void> {
  const { first, last } = planDetach(fabric, cluster, await observeDevices(host))
  await applyPlans(host, first)
  await applyPlans(host, [last])
}

async function runExecLines(
  host: Host,
  node: Pick<FabricModel['servers'][number], 'name' | 'exec'>,
  namespace: string,
): Promise<void> {
  for (const argv of node.exec) {
    const result = await tryRun(host, namespace, argv)
    // A line that adds what a run before this one added has nothing left to do.
    if (result.exitCode === 0 || /File exists/.test(result.stderr)) continue
    throw new CommandError({ where: node.name, argv, ...result })
  }
}
