import { isDeepStrictEqual } from 'node:util'
import { describeCluster, type KindConfig } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { Connection } from '../../host/connection.ts'
import { findSupervisor, startSupervisor } from '../../host/supervisor/start.ts'
import type { LabState } from '../../lab/state.ts'
import { applyPlans } from '../../plan/plan.ts'
import { observeDevices, type Devices } from '../../plan/observe.ts'
import { controlPlaneTaint } from './netns-engine.ts'
import { planCluster } from './plan-cluster.ts'

/**
 * Starts a lab's machine and makes its nodes; or finds the persistent lab that was made from the same config, and makes
 * what it lacks.
 *
 * @throws LabStateError when a lab of that name runs that was made from another config, or that ends with its creator.
 */
export async function createLab(
  config: KindConfig,
  lifetime: 'process' | 'persistent',
): Promise<{ connection: Connection; state: LabState }> {
  const { name } = describeCluster(config)
  const running = await findSupervisor(name)
  if (running !== undefined) return { connection: running, state: await resume(running, config, lifetime) }
  const connection = await startSupervisor(name)
  const state = initialState(config)
  await makeNodes(connection, config, new Map())
  await connection.saveState(state)
  if (lifetime === 'persistent') await connection.detach()
  return { connection, state }
}

async function resume(connection: Connection, config: KindConfig, lifetime: string): Promise<LabState> {
  const state = (await connection.readState()) as LabState | undefined
  const { name } = describeCluster(config)
  const fix = 'destroy it first, or give the lab another name'
  if (lifetime === 'process') {
    connection.close()
    throw new LabStateError(`a lab named ${name} is running`, fix)
  }
  if (state === undefined || !isDeepStrictEqual(state.kind, plain(config))) {
    connection.close()
    throw new LabStateError(`a lab named ${name} is running, made from another kind config`, fix)
  }
  if (state.fabric === undefined)
    await connection.exclusively(async () => makeNodes(connection, config, await observeDevices(connection)))
  return state
}

async function makeNodes(connection: Connection, config: KindConfig, devices: Devices): Promise<void> {
  const { first, rest } = planCluster(describeCluster(config), devices)
  await applyPlans(connection, [first])
  await applyPlans(connection, rest)
}

function initialState(config: KindConfig): LabState {
  const { name, nodes } = describeCluster(config)
  const taints = nodes.map(({ shortName, role }) => [shortName, role === 'control-plane' ? [controlPlaneTaint] : []])
  return {
    name,
    kind: plain(config),
    taints: Object.fromEntries(taints),
    workload: [],
    pods: [],
    clusterIps: {},
  }
}

// The state travels as JSON: what is compared with it must have been there and back.
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
