import { setTimeout } from 'node:timers/promises'
import { inspectContainers, type Container } from '../../docker/inspect-containers.ts'
import { labLabels } from '../../docker/lab-labels.ts'
import { removeContainers } from '../../docker/remove-containers.ts'
import { LabStateError } from '../../errors.ts'
import { destroyClabFabric, type ClabSite } from '../../fabric/containerlab/destroy-fabric.ts'
import { openAgentInContainer } from '../../host/agent/docker-exec.ts'
import type { AgentHost } from '../../host/agent/open-agent.ts'
import { clusterNodes } from '../../kind/cluster-nodes.ts'
import { ensureHelper } from './helper-container.ts'
import { removeOwnFiles } from './own-files.ts'
import { kindOwner, labFolder, readRecord, type KindLab } from './record.ts'
import { requireOwnEngine } from './require-own-engine.ts'

/**
 * Removes a kind lab: its nodes, its helper with the fabric, what containerlab deployed for it, and its files; its folder,
 * unless others are in it. A kind cluster of that name that is none of ours stays. Docker's own network `kind` stays too:
 * kind shares it between clusters.
 *
 * @param say told what containerlab says, and which folder stays; default nobody.
 * @returns whether there was anything.
 * @throws EngineError when Docker cannot be reached; nothing is forgotten then.
 * @throws LabStateError when it is in another Docker Engine, or when all else is gone, and a bridge that the lab made on the host is not; it can be run again.
 */
export async function destroyLab(lab: string, say: (line: string) => void = () => {}): Promise<boolean> {
  const record = await readableRecord(lab)
  if (record !== undefined) await requireOwnEngine(record)
  const left = record?.driver === 'containerlab' ? await destroyWiring(record, say) : []
  const own = await labelled(lab, record?.owner ?? kindOwner())
  const nodes = record === undefined ? [] : await nodesOf(record)
  const gone = [...own.map(({ id }) => id), ...nodes]
  await removeContainers(gone)
  if (record !== undefined && record.containers === undefined) await removeLateNodes(record)
  if (left.length > 0) {
    const byHand = (record?.bridges ?? []).map((name) => `sudo ip link del ${name}`).join('; ')
    const fix = `${byHand}${byHand && '; '}then underlay down ${lab}, or destroyCluster('${lab}') again`
    throw new LabStateError(`of the lab ${lab} is left: ${left.join('; ')}`, fix)
  }
  const strange = await removeOwnFiles(lab, record)
  if (strange.length > 0)
    say(`${labFolder(lab)} stays: ${strange.join(', ')} in it ${strange.length === 1 ? 'is' : 'are'} not the lab's`)
  return record !== undefined || gone.length > 0
}

// The hostname is part of the owner, and may be another than when the lab was made, or when its helper was.
async function labelled(lab: string, madeAs: string): Promise<readonly Container[]> {
  const owners = [...new Set([madeAs, kindOwner()])]
  return (await Promise.all(owners.map((owner) => inspectContainers({ labels: labLabels(lab, owner) })))).flat()
}

// Of a file that is no record the nodes are not known: what has our label goes, and they are told.
async function readableRecord(lab: string): Promise<KindLab | undefined> {
  try {
    return await readRecord(lab)
  } catch (error) {
    if (!(error instanceof LabStateError) || (await clusterNodes(lab)).length > 0) throw error
    return undefined
  }
}

// As long as kind may take, and the engine's clock may differ.
const makingMs = 15 * 60_000
const skewMs = 5000

// Until all nodes are recorded, those of the name are the lab's that came while it was being made.
async function nodesOf({ name, containers, startedMs }: KindLab): Promise<readonly string[]> {
  const nodes = await clusterNodes(name)
  const own = nodes.filter(({ id, createdMs }) =>
    containers === undefined
      ? createdMs >= startedMs - skewMs && createdMs <= startedMs + makingMs
      : Object.values(containers).includes(id),
  )
  return own.map(({ id }) => id)
}

// Docker finishes what a kind that was killed had asked for, and shows it only then.
const settleMs = [500, 3000]

async function removeLateNodes(record: KindLab): Promise<void> {
  for (const pauseMs of settleMs) {
    await setTimeout(pauseMs)
    await removeContainers(await nodesOf(record))
  }
}

/** What containerlab's part of a lab is told by. */
export function clabSiteOf(lab: string, say: (line: string) => void, owner: string = kindOwner()): ClabSite {
  return { lab, folder: labFolder(lab), labels: labLabels(lab, owner), say }
}

// While the nodes are there: the helper is started from their image when it is gone.
async function destroyWiring(record: KindLab, say: (line: string) => void): Promise<readonly string[]> {
  const { fabric, attaching, bridges = [] } = record
  const topology = (fabric ?? attaching)?.topology
  if (topology === undefined) return []
  const host = await openHelper(record, say).catch(() => undefined)
  try {
    return await destroyClabFabric({ topology, bridges }, clabSiteOf(record.name, say, record.owner), host)
  } finally {
    host?.close()
  }
}

async function openHelper({ name, containers = {} }: KindLab, say: (line: string) => void): Promise<AgentHost> {
  const [node] = await inspectContainers({ names: Object.values(containers) })
  const [network = 'kind'] = Object.keys(node?.networks ?? {})
  const { id } = await ensureHelper(name, { image: node?.image ?? '', network }, { offline: true, say })
  return openAgentInContainer(id)
}
