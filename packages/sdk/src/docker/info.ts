import { EngineError } from '../errors.ts'
import { docker, type DockerOptions } from './docker.ts'

/** The Docker Engine and the machine that it runs on. */
export interface DockerInfo {
  /** Tells this engine from every other; empty where it says none (Podman). */
  readonly id: string
  /** `20.10.24+dfsg1` */
  readonly serverVersion: string
  readonly cgroupVersion: 1 | 2
  /** `uname -r` of the machine that the containers run on. */
  readonly kernel: string
  readonly operatingSystem: string
  /** `x86_64`, `aarch64`. */
  readonly architecture: string
  /** `overlay2`, `btrfs`, `vfs`, …; with the containerd image store its snapshotter, `overlayfs`. */
  readonly storageDriver: string
  /** The folder of images and volumes, on the engine's machine. */
  readonly dataRoot: string
  /** The name of the engine's machine. */
  readonly hostName: string
}

interface InfoJson {
  readonly ID?: string
  readonly ServerVersion?: string
  readonly CgroupVersion?: string
  readonly KernelVersion?: string
  readonly OperatingSystem?: string
  readonly Architecture?: string
  readonly Driver?: string
  readonly DockerRootDir?: string
  readonly Name?: string
  readonly ServerErrors?: readonly string[]
}

/**
 * Asks the Docker Engine what it is. An engine too old to tell its cgroup version (before 20.10) has version 1.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws ToolMissingError when there is no Docker command.
 * @example
 * ```ts
 * (await dockerInfo()).cgroupVersion // 2
 * ```
 * @see https://docs.docker.com/reference/cli/docker/system/info/
 */
export async function dockerInfo(options: DockerOptions = {}): Promise<DockerInfo> {
  const said = await docker(['info', '--format', '{{json .}}'], options)
  const info = parseInfo(said)
  // Old commands end well although no engine answered.
  if (!info.ServerVersion)
    throw new EngineError(
      `Docker does not answer: ${info.ServerErrors?.[0] ?? 'it has no version'}`,
      'start Docker (sudo systemctl start docker)',
    )
  return {
    id: info.ID ?? '',
    serverVersion: info.ServerVersion,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    kernel: info.KernelVersion ?? '',
    operatingSystem: info.OperatingSystem ?? '',
    architecture: info.Architecture ?? '',
    storageDriver: info.Driver ?? '',
    dataRoot: info.DockerRootDir ?? '',
    hostName: info.Name ?? '',
  }
}

// What stands in for docker, Podman for one, may know no format.
function parseInfo(said: string): InfoJson {
  try {
    return JSON.parse(said) as InfoJson
  } catch {
    const line = said.trim().split('\n')[0] ?? ''
    throw new EngineError(`docker info gives no JSON: ${line}`, 'see that docker is the command of a Docker Engine')
  }
}
