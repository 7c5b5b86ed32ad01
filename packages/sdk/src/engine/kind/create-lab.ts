import { randomUUID } from 'node:crypto'
import { describeCluster, renderKindConfig, type KindConfig } from '@underlay/configs'
import { startContainers } from '../../docker/start-containers.ts'
import { LabStateError } from '../../errors.ts'
import { clusterNodes, type ClusterContainer } from '../../kind/cluster-nodes.ts'
import { createCluster } from '../../kind/create-cluster.ts'
import type { HostFacts } from '../../kind/host-facts.ts'
import { preloadClient } from '../../kubernetes/open.ts'
import { plain } from '../../lab/plain.ts'
import type { Lifetime } from '../../lab/state.ts'
import { destroyFirst, whyAnother } from '../../lab/why-another.ts'
import { identityOf } from '../../process/process-identity.ts'
import { destroyLab } from './destroy-lab.ts'
import { exclusively } from './exclusively.ts'
import { prepare } from './prepare.ts'
import { kindOwner, kubeconfigPath, readRecord, saveRecord, type KindLab } from './record.ts'
import { refuseBeingMade } from './refuse-being-made.ts'
import { startReaper, type Reaper } from './reaper/start.ts'

/** How a kind lab is made. */
export interface CreateKindLab {
  readonly lifetime: Lifetime
  /** `on-failure` leaves the nodes of a cluster that kind could not bring up, to look into them. */
  readonly keep?: 'on-failure'
  readonly toolsImage?: string
  /** Never pull an image, in no step of the lab. */
  readonly offline?: boolean
  /** End a lab of that name that is there, once it is known that the new one can be made. */
  readonly replace?: boolean
  readonly signal?: AbortSignal
  readonly say: (line: string) => void
}

/** A lab with its nodes. */
export interface MadeLab {
  readonly lab: KindLab
  /** Destroys the lab with this process until it is released; absent when the lab was there. */
  readonly reaper: Reaper | undefined
}

/**
 * Makes the cluster that a kind config describes with kind; or finds the persistent lab that was made from the same
 * config: its nodes that do not run are started, and where one is gone it is built again. What a killed attempt left is
 * cleared first.
 *
 * @throws LabError with everything about this machine that speaks against it, before anything is made.
 * @throws LabStateError when a lab of that name was made from another config, ends with its creator, or is being made.
 * @throws EngineError with kind's last lines when it fails.
 */
export async function createKindLab(config: KindConfig, how: CreateKindLab): Promise<MadeLab> {
  const { name } = describeCluster(config)
  const findOrMake = async (): Promise<MadeLab> => {
    const before = await readRecord(name)
    if (before === undefined) return make(config, how, await prepare(config, how))
    refuseBeingMade(before)
    const { own, strangers } = await nodesThere(before)
    if (own.length === 0) {
      how.say(`clearing what an earlier attempt left of ${name}`)
      await destroyLab(name)
      return make(config, how, await prepare(config, how))
    }
    const lab = how.replace === true ? undefined : found(before, config, how.lifetime)
    const gone = Object.keys(before.containers ?? {}).filter((node) => !own.some((one) => one.name === node))
    if (lab !== undefined && gone.length === 0) {
      await startStopped(own, how.say)
      return { lab, reaper: undefined }
    }
    how.say(
      lab === undefined
        ? `ending ${name}: it is made anew`
        : `${gone.join(', ')} of ${name} is gone: it is built again`,
    )
    // What runs stays until it is known that it can be.
    const facts = await prepare(config, how, strangers.length === 0 ? name : undefined)
    await destroyLab(name)
    return make(config, how, facts)
  }
  return exclusively(name, findOrMake, how.signal && { signal: how.signal })
}

async function make(
  config: KindConfig,
  { lifetime, keep, toolsImage, offline = false, signal, say }: CreateKindLab,
  { docker }: HostFacts,
): Promise<MadeLab> {
  const { name } = describeCluster(config)
  const record: KindLab = {
    name,
    id: randomUUID(),
    lifetime,
    kind: plain(config),
    startedMs: Date.now(),
    owner: kindOwner(),
    engineId: 'id' in docker ? docker.id : '',
    creator: identityOf(process.pid),
    ...(toolsImage !== undefined && { toolsImage }),
    ...(offline && { offline }),
  }
  await saveRecord(record)
  const reaper = await startReaper(record)
  preloadClient()
  try {
    await createCluster({
      name,
      config: renderKindConfig(config),
      kubeconfig: kubeconfigPath(name),
      keepOnFailure: keep === 'on-failure',
      onProgress: say,
      ...(signal && { signal }),
    })
    const nodes = await clusterNodes(name)
    const made: KindLab = { ...record, containers: Object.fromEntries(nodes.map(({ name: node, id }) => [node, id])) }
    await saveRecord(made)
    return { lab: made, reaper }
  } catch (error) {
    // Where that fails too, the reaper tries again when this process ends; the first reason is the one to tell.
    if (keep === 'on-failure') await saveRecord({ ...record, kept: true })
    const settled = keep === 'on-failure' || (await destroyLab(name).catch(() => undefined)) !== undefined
    if (settled) reaper.release()
    throw error
  }
}

async function nodesThere({ name, containers = {} }: KindLab): Promise<{
  readonly own: readonly ClusterContainer[]
  readonly strangers: readonly ClusterContainer[]
}> {
  const ids = Object.values(containers)
  if (ids.length === 0) return { own: [], strangers: [] }
  // A destroying that was killed goes on in Docker for a moment.
  const staying = (await clusterNodes(name)).filter(({ removing }) => !removing)
  const { own = [], strangers = [] } = Object.groupBy(staying, ({ id }) => (ids.includes(id) ? 'own' : 'strangers'))
  return { own, strangers }
}

// As after a restart of the machine, or of Docker.
async function startStopped(nodes: readonly ClusterContainer[], say: (line: string) => void): Promise<void> {
  const stopped = nodes.filter(({ running }) => !running)
  if (stopped.length > 0) say(`starting ${stopped.map(({ name }) => name).join(', ')}, which did not run`)
  await startContainers(stopped.map(({ id }) => id))
}

function found(record: KindLab, config: KindConfig, lifetime: Lifetime): KindLab {
  const why = whyAnother(record, config, lifetime)
  if (why === undefined) return record
  throw new LabStateError(`a lab named ${record.name} ${why}`, destroyFirst(record.name))
}
