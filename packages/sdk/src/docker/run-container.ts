import { EngineError } from '../errors.ts'
import { tryDocker, type DockerOptions } from './docker.ts'
import { removeContainers } from './remove-containers.ts'

/** A container to be started. */
export interface ContainerSpec {
  readonly image: string
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  /** Default false. */
  readonly privileged?: boolean
  /** `host` sees the engine machine's processes; default its own. */
  readonly pid?: 'host'
  /** A Docker network's name, `none`, or `container:NAME`; default Docker's bridge. */
  readonly network?: string
  /** Folders and files of the engine's machine. */
  readonly mounts?: readonly { readonly source: string; readonly target: string; readonly readOnly?: boolean }[]
  /** Folders that are memory of their own. */
  readonly tmpfs?: readonly string[]
  /** In place of the image's entrypoint. */
  readonly entrypoint?: string
  /** Arguments of the entrypoint; default the image's. */
  readonly command?: readonly string[]
}

/**
 * Starts a container in the background and gives its id, 64 hex digits; the image must be there, it is never pulled. A
 * container that does not start is removed.
 *
 * @throws EngineError when it cannot be started: no such image, the name is taken, Docker cannot be reached; with the fix.
 * @example
 * ```ts
 * await runContainer({ image: 'busybox', name: 'lab-fabric', network: 'none', command: ['sleep', 'infinity'] })
 * ```
 * @see https://docs.docker.com/reference/cli/docker/container/run/
 */
export async function runContainer(spec: ContainerSpec, options: DockerOptions = {}): Promise<string> {
  const result = await tryDocker(runArguments(spec), { timeoutMs: 60_000, ...options })
  if (result.exitCode === 0) return result.stdout.trim()
  const said = result.stderr.trim()
  if (/conflict\. the container name/i.test(said))
    throw new EngineError(`there is a container ${spec.name} already`, `docker rm -f ${spec.name}`)
  // Docker makes the container first, and leaves it when it does not start.
  await removeContainers([spec.name], options)
  const absent = /no such image|unable to find image/i.test(said)
  throw new EngineError(
    `the container ${spec.name} did not start: ${said}`,
    absent ? `docker pull ${spec.image}` : undefined,
  )
}

/** The arguments of `docker run` for a container. */
export function runArguments(spec: ContainerSpec): readonly string[] {
  const {
    image,
    name,
    labels = {},
    privileged = false,
    pid,
    network,
    mounts = [],
    tmpfs = [],
    entrypoint,
    command = [],
  } = spec
  return [
    'run',
    '--detach',
    '--pull=never',
    `--name=${name}`,
    ...Object.entries(labels).map(([key, value]) => `--label=${key}=${value}`),
    ...(privileged ? ['--privileged'] : []),
    ...(pid === undefined ? [] : [`--pid=${pid}`]),
    ...(network === undefined ? [] : [`--network=${network}`]),
    ...mounts.map(({ source, target, readOnly }) => `--mount=${mountOf(source, target, readOnly ?? false)}`),
    ...tmpfs.map((folder) => `--tmpfs=${folder}`),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
    '--',
    image,
    ...command,
  ]
}

// A row of CSV: a comma in a path would begin another field.
function mountOf(source: string, target: string, readOnly: boolean): string {
  const fields = ['type=bind', `source=${source}`, `target=${target}`, ...(readOnly ? ['readonly'] : [])]
  return fields.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}
