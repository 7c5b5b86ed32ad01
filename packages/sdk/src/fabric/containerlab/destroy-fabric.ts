import { access } from 'node:fs/promises'
import type { ClabTopology } from '@underlay/configs'
import { removeContainers } from '../../docker/remove-containers.ts'
import type { Host } from '../../host/host.ts'
import { clabDocumentPath } from './clab-document.ts'
import { destroyDocument } from './deploy.ts'
import { findContainerlab, type FoundContainerlab } from './find-containerlab.ts'
import { labContainers } from './lab-containers.ts'
import { releaseGateways } from './reach.ts'
import { removeBridgesHere } from './remove-bridges-here.ts'
import { removeBridges } from './remove-bridges.ts'

/** What is recorded of a fabric that containerlab deployed. */
export interface ClabWiring {
  readonly topology: ClabTopology
  /** The bridges on the host that the lab made; no others are removed. */
  readonly bridges: readonly string[]
}

/** Where a fabric was deployed. */
export interface ClabSite {
  /** The lab that the bridges are marked as. */
  readonly lab: string
  /** The lab's folder, absolute. */
  readonly folder: string
  /** What the lab's document gives every container; tells them from those of other labs. */
  readonly labels: Readonly<Record<string, string>>
  readonly say: (line: string) => void
  /** Default {@link findContainerlab}. */
  readonly find?: () => Promise<FoundContainerlab | undefined>
}

/**
 * Takes away what containerlab deployed, and the bridges that the lab made for it: by the binary while it is there, else
 * by the containers' labels. A step that fails stops no other.
 *
 * @param host the helper; without it bridges are removed by this process, where it may.
 * @param gateways those whose namespaces the helper holds; default none, where the helper goes too.
 * @returns what is left, a line each with the reason; empty when all is gone. To run it again goes on from there.
 * @throws EngineError when Docker cannot be reached; nothing has happened then.
 * @example
 * ```ts
 * const left = await destroyClabFabric({ topology, bridges: ['br-pool0'] }, site, host)
 * ```
 */
export async function destroyClabFabric(
  { topology, bridges }: ClabWiring,
  site: ClabSite,
  host: Host | undefined,
  gateways: readonly string[] = [],
): Promise<readonly string[]> {
  const { lab, labels, say } = site
  const left: string[] = []
  const attempt = async (what: string, step: () => Promise<void>): Promise<void> => {
    await step().catch((error: Error) => left.push(`${what}: ${error.message.split('\n')[0]}`))
  }
  // Whoever has a lab of that name by now is not to lose it: without a container of ours there is nothing to destroy.
  if ((await labContainers(topology, labels)).length > 0) await byBinary(topology, site)
  await attempt('containers', async () => removeContainers((await labContainers(topology, labels)).map(({ id }) => id)))
  if (host !== undefined) await attempt('gateways', () => releaseGateways(host, gateways))
  const named = `bridges ${bridges.join(', ')}`
  if (host !== undefined) await attempt(named, () => removeBridges(host, bridges, { lab, say }))
  else left.push(...(await removeBridgesHere(bridges, lab)))
  return left
}

async function byBinary(topology: ClabTopology, { folder, say, find = findContainerlab }: ClabSite): Promise<void> {
  const { name } = topology
  const problem = await destroyed(clabDocumentPath(topology, folder), find, say).catch(
    (error: Error) => error.message.split('\n')[0],
  )
  if (problem === undefined) return
  const rest = `/etc/hosts and /etc/ssh/ssh_config.d/clab-${name}.conf may keep its names`
  say(`containerlab did not destroy ${name}, so its containers are removed by label, and ${rest}: ${problem}`)
}

async function destroyed(
  path: string,
  find: () => Promise<FoundContainerlab | undefined>,
  say: ClabSite['say'],
): Promise<string | undefined> {
  const written = await access(path).then(
    () => true,
    () => false,
  )
  if (!written) return `${path} is gone`
  const found = await find()
  if (found === undefined) return 'it is not on the PATH'
  return found.works ? destroyDocument(path, { say }) : found.reason
}
