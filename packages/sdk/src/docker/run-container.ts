import { randomUUID } from 'node:crypto'
import { CommandError, EngineError } from '../errors.ts'
import { tryDocker, type DockerOptions } from './docker.ts'
import { inspectContainers } from './inspect-containers.ts'
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
  /** What asks its first process to end; default the image's, else SIGTERM, which the first process of a container ignores unless it handles it. */
  readonly stopSignal?: 'SIGKILL'
  /** Folders that are memory of their own. */
  readonly tmpfs?: readonly string[]
  /** In place of the image's entrypoint. */
  readonly entrypoint?: string
  /** Arguments of the entrypoint; default the image's. */
  readonly command?: readonly string[]
}

/** The label of one call of {@link runContainer}: by it a failed call finds what it left, whoever else has the name. */
const callLabel = 'underlay.run'

/**
 * Starts a container in the background and gives its id, 64 hex digits; the image must be there, it is never pulled. A
 * container that this call made and that does not start is removed; no other is.
 *
 * @throws EngineError when it cannot be started: no such image, the name is taken, Docker cannot be reached; with the fix.
 *   Where `docker run` itself failed its cause is the CommandError of that.
 * @example
 * ```ts
 * await runContainer({ image: 'busybox', name: 'lab-fabric', network: 'none', command: ['sleep', 'infinity'] })
 * ```
 * @see https://docs.docker.com/reference/cli/docker/container/run/
 */
export async function runContainer(spec: ContainerSpec, options: DockerOptions = {}): Promise<string> {
  const call = { [callLabel]: randomUUID() }
  const args = runArguments({ ...spec, labels: { ...spec.labels, ...call } })
  const result = await tryDocker(args, { timeoutMs: 60_000, ...options })
  if (result.exitCode === 0) return result.stdout.trim()
  // Docker makes the container first, and leaves it when it does not start.
  const left = await inspectContainers({ labels: call }, options)
  await removeContainers(
    left.map(({ id }) => id),
    options,
  )
  const cause = new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
  const { message, fix } = explain(spec, result.stderr.trim())
  throw new EngineError(message, fix, { cause })
}

/**
 * Whether a container did not start because its image lacks the program, or cannot run it.
 *
 * @param error what {@link runContainer} threw.
 * @see https://docs.docker.com/engine/containers/run/#exit-status
 */
export function imageCannotRun(error: unknown): error is EngineError {
  return (
    error instanceof EngineError && error.cause instanceof CommandError && [126, 127].includes(error.cause.exitCode)
  )
}

function explain({ name, image }: ContainerSpec, said: string): { message: string; fix: string | undefined } {
  if (/conflict\. the container name/i.test(said))
    return { message: `there is a container ${name} already`, fix: `docker rm -f ${name}` }
  const absent = /no such image|unable to find image/i.test(said)
  return {
    message: `the container ${name} did not start: ${said}`,
    fix: absent ? `docker pull ${image}` : undefined,
  }
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
    stopSignal,
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
    ...(stopSignal === undefined ? [] : [`--stop-signal=${stopSignal}`]),
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
