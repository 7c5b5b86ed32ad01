import { readFile, statfs } from 'node:fs/promises'
import { arch, hostname, release } from 'node:os'
import { dockerInfo, type DockerInfo } from '../docker/info.ts'
import { dockerNetworks } from '../docker/networks.ts'
import { EngineError, ToolMissingError } from '../errors.ts'
import { clusterNames } from './cluster-nodes.ts'
import type { DockerProblem, HostFacts, HostRoute, InotifyLimits } from './host-facts.ts'
import { kindVersion } from './kind-version.ts'
import { parseProcRoutes } from './proc-routes.ts'

/**
 * Looks at this machine before a kind cluster is created on it. A missing tool, or a Docker Engine that does not answer,
 * is a fact and no error.
 *
 * @throws LabTimeoutError when Docker or kind takes longer than `timeoutMs`, default 30000.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * const problems = preflight(await readFacts(), describeCluster(config), ['10.1.5.0/24'])
 * ```
 */
export async function readFacts(
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<HostFacts> {
  const [docker, kind] = await Promise.all([
    dockerInfo(options).catch(problemOf),
    kindVersion(options).catch(onlyMissing),
  ])
  const reachable = 'serverVersion' in docker
  const local = reachable && isLocal(docker)
  const [clusters, networks, inotify, freeBytes, routes] = await Promise.all([
    reachable ? clusterNames(options) : [],
    reachable ? dockerNetworks(options) : [],
    local ? readInotify() : undefined,
    local ? readFreeBytes(docker.dataRoot) : undefined,
    local ? readRoutes() : [],
  ])
  return {
    docker,
    ...(kind !== undefined && { kindVersion: kind }),
    ...(inotify !== undefined && { inotify }),
    ...(freeBytes !== undefined && { freeBytes }),
    architecture: architectures[arch()] ?? arch(),
    clusters,
    networks,
    kindNetwork: process.env.KIND_EXPERIMENTAL_DOCKER_NETWORK || 'kind',
    routes,
  }
}

const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' }

/** A missing tool, or an engine that does not answer, as a fact. */
export function problemOf(error: unknown): DockerProblem {
  if (!(error instanceof EngineError || error instanceof ToolMissingError)) throw error
  return { problem: error.message.split('\n')[0] ?? '', fix: error.fix ?? 'docker info' }
}

function onlyMissing(error: unknown): undefined {
  if (!(error instanceof ToolMissingError)) throw error
}

/** Whether an engine runs on this machine: Docker Desktop, and a DOCKER_HOST elsewhere, have one of their own. */
export function isLocal({ kernel, hostName }: DockerInfo): boolean {
  return kernel === release() && hostName === hostname()
}

/** The limits of this machine; `undefined` where there are none to read. */
export async function readInotify(): Promise<InotifyLimits | undefined> {
  try {
    return {
      maxUserInstances: await inotifyLimit('max_user_instances'),
      maxUserWatches: await inotifyLimit('max_user_watches'),
    }
  } catch {
    return undefined
  }
}

async function inotifyLimit(name: string): Promise<number> {
  return Number(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8'))
}

/** What is free for this user where a folder is; `undefined` when that cannot be told. */
export async function readFreeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

/** The version of this machine's cgroups; `undefined` where there are none. */
export async function readCgroupVersion(): Promise<1 | 2 | undefined> {
  try {
    return (await statfs('/sys/fs/cgroup')).type === cgroup2Magic ? 2 : 1
  } catch {
    return undefined
  }
}

// CGROUP2_SUPER_MAGIC of linux/magic.h.
const cgroup2Magic = 0x63677270

async function readRoutes(): Promise<readonly HostRoute[]> {
  try {
    return parseProcRoutes(await readFile('/proc/net/route', 'utf8'))
  } catch {
    return []
  }
}
