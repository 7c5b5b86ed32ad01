import { describeCluster, type KindConfig } from '@underlay/configs'
import type { OnMade } from '../../lab/on-made.ts'
import { plain } from '../../lab/plain.ts'
import type { LabState, Lifetime } from '../../lab/state.ts'
import { awaitMaker, destroyFirst, whyAnother } from '../../lab/why-another.ts'
import { EngineError, LabStateError } from '../../errors.ts'
import type { Connection } from '../../host/connection.ts'
import { awaitSupervisor, findSupervisor } from '../../host/supervisor/start.ts'
import { applyPlans } from '../../plan/plan.ts'
import { observeDevices, type Devices } from '../../plan/observe.ts'
import { controlPlaneTaint } from './netns-engine.ts'
import { planCluster } from './plan-cluster.ts'
import { choosePlace, startAt, type Place, type PlaceWishes } from './start-machine.ts'

interface CreateLabOptions extends PlaceWishes {
  readonly lifetime: Lifetime
  /** End a lab of that name that runs, once it is known that the new one can be made. */
  readonly replace?: boolean
  readonly onMade?: OnMade
}

/**
 * Starts a lab's machine and makes its nodes; or finds the persistent lab that was made from the same config, and makes
 * what it lacks.
 *
 * @throws LabError and its kinds when no host can carry it, before anything is made or ended.
 * @throws LabStateError when a lab of that name runs that was made from another config, on another
 * host, or that ends with its creator.
 * @throws EngineError when the machine does not come up, of another process that makes the same lab too.
 */
export async function createLab(
  config: KindConfig,
  options: CreateLabOptions,
): Promise<{ connection: Connection; state: LabState }> {
  const { lifetime, say, signal, onMade } = options
  const { name } = describeCluster(config)
  const running = await findSupervisor(name, { say, signal })
  if (running !== undefined && options.replace !== true) return resume(running, config, options)
  const place = await (running === undefined ? choosePlace(options) : endedFor(running, name, options))
  const connection = await startAt(name, place, options).catch((error: unknown) => {
    if (lifetime === 'process' || !(error instanceof LabStateError)) throw error
    return undefined
  })
  // Somebody else is starting the same lab at this moment.
  if (connection === undefined) return resume(await appearing(name, signal), config, options)
  try {
    const state = initialState(config, lifetime)
    await connection.exclusively(async () => {
      await makeNodes(connection, config, new Map())
      await connection.saveState(state)
    })
    signal?.throwIfAborted()
    const keep = async (): Promise<void> => (lifetime === 'persistent' ? connection.detach() : undefined)
    if (onMade === undefined) await keep()
    else onMade({ keep, discard: () => connection.destroy() })
    return { connection, state }
  } catch (error) {
    await connection.destroy()
    throw error
  }
}

async function endedFor(running: Connection, name: string, options: CreateLabOptions): Promise<Place> {
  try {
    const place = await choosePlace(options)
    if ((await running.readState()) === undefined) {
      throw new LabStateError(`another process is making the lab ${name}`, awaitMaker(name))
    }
    options.signal?.throwIfAborted()
    options.say(`ending ${name}: it is made anew`)
    await running.destroy()
    return place
  } catch (error) {
    running.close()
    throw error
  }
}

async function resume(
  connection: Connection,
  config: KindConfig,
  { lifetime, host, signal }: CreateLabOptions,
): Promise<{ connection: Connection; state: LabState }> {
  try {
    return await connection.exclusively(async () => {
      const state = (await connection.readState()) as LabState | undefined
      const elsewhere =
        host === 'auto' || host === connection.kind ? undefined : `is running on host ${connection.kind}`
      const why = state === undefined ? 'is running' : (whyAnother(state, config, lifetime) ?? elsewhere)
      if (state === undefined || why !== undefined) {
        const { name } = describeCluster(config)
        const grown = state !== undefined && hasGrown(state, config) ? 'addNodes(cluster, { kind, clab }), ' : ''
        throw new LabStateError(`a lab named ${name} ${why}`, `${grown}${destroyFirst(name)}`)
      }
      if (state.fabric === undefined) await makeNodes(connection, config, await observeDevices(connection))
      return { connection, state }
    }, signal)
  } catch (error) {
    connection.close()
    throw error
  }
}

// Nodes that a lab has may not be left out: then there is nothing to add.
function hasGrown({ kind }: LabState, config: KindConfig): boolean {
  const [before, after] = [describeCluster(kind).nodes, describeCluster(config).nodes]
  return after.length > before.length && before.every(({ name }, index) => name === after[index]?.name)
}

async function appearing(name: string, signal?: AbortSignal): Promise<Connection> {
  const connection = await awaitSupervisor(name, signal)
  if (connection !== undefined) return connection
  throw new EngineError(`the lab ${name} ended while another process made it`, 'build it again')
}

async function makeNodes(connection: Connection, config: KindConfig, devices: Devices): Promise<void> {
  const { first, rest } = planCluster(describeCluster(config), devices)
  await applyPlans(connection, [first], rest)
}

function initialState(config: KindConfig, lifetime: Lifetime): LabState {
  const { name, nodes } = describeCluster(config)
  const taints = nodes.map(({ shortName, role }) => [shortName, role === 'control-plane' ? [controlPlaneTaint] : []])
  return {
    name,
    lifetime,
    kind: plain(config),
    taints: Object.fromEntries(taints),
    workload: [],
    pods: [],
    services: {},
    released: [],
  }
}
