import { randomUUID } from 'node:crypto'
import { describeCluster, renderKindConfig, type ClusterModel, type KindConfig } from '@underlay/configs'
import { imageExists, pullImage } from '../../docker/local-images.ts'
import { startContainers } from '../../docker/start-containers.ts'
import { LabError, LabStateError } from '../../errors.ts'
import { clusterNodes, type ClusterContainer } from '../../kind/cluster-nodes.ts'
import { createCluster } from '../../kind/create-cluster.ts'
import { readFacts } from '../../kind/read-facts.ts'
import { requirePreflight } from '../../kind/preflight.ts'
import { preloadClient } from '../../kubernetes/open.ts'
import { plain } from '../../lab/plain.ts'
import type { Lifetime } from '../../lab/state.ts'
import { destroyFirst, whyAnother } from '../../lab/why-another.ts'
import { identityOf } from '../../process/process-identity.ts'
import { destroyLab } from './destroy-lab.ts'
import { exclusively } from './exclusively.ts'
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
  return exclusively(name, async () => {
    const before = await readRecord(name)
    if (before !== undefined) {
      refuseBeingMade(before)
      const there = await nodesThere(before)
      const lab = there.length > 0 ? found(before, config, how.lifetime) : before
      const gone = Object.keys(before.containers ?? {}).filter((node) => !there.some((one) => one.name === node))
      if (there.length > 0 && gone.length === 0) {
        await startStopped(there, how.say)
        return { lab, reaper: undefined }
      }
      how.say(
        there.length > 0
          ? `${gone.join(', ')} of ${name} is gone: it is built again`
          : `clearing what an earlier attempt left of ${name}`,
      )
      await destroyLab(name)
    }
    return make(config, how)
  })
}

async function make(
  config: KindConfig,
  { lifetime, keep, toolsImage, offline = false, signal, say }: CreateKindLab,
): Promise<MadeLab> {
  const cluster = describeCluster(config)
  const { name } = cluster
  const facts = await readFacts()
  for (const { message, fix } of requirePreflight(facts, cluster)) say(`warning: ${message} (${fix})`)
  await provideNodeImages(cluster, { offline, say })
  const record: KindLab = {
    name,
    id: randomUUID(),
    lifetime,
    kind: plain(config),
    startedMs: Date.now(),
    owner: kindOwner(),
    engineId: 'id' in facts.docker ? facts.docker.id : '',
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

// kind would try for ten seconds, and say little.
async function provideNodeImages(
  { nodes }: ClusterModel,
  { offline, say }: { readonly offline: boolean; readonly say: (line: string) => void },
): Promise<void> {
  const images = new Set(nodes.flatMap(({ image }) => (image === undefined ? [] : [image])))
  for (const image of images) {
    if (await imageExists(image)) continue
    if (offline) throw new LabError(`offline, and the node image ${image} is not in Docker`, `docker pull ${image}`)
    say(`• Pulling ${image}`)
    await pullImage(image, say)
  }
}

async function nodesThere({ name, containers = {} }: KindLab): Promise<readonly ClusterContainer[]> {
  const ids = Object.values(containers)
  return ids.length === 0 ? [] : (await clusterNodes(name)).filter(({ id }) => ids.includes(id))
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
