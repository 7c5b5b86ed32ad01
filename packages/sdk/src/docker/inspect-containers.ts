import { CommandError } from '../errors.ts'
import { onlyAbsent } from './absent.ts'
import { docker, tryDocker, type DockerOptions } from './docker.ts'

/** A container as Docker knows it. */
export interface Container {
  /** 64 hex digits. */
  readonly id: string
  readonly name: string
  /** Of its first process, in the engine's machine; 0 when it does not run. */
  readonly pid: number
  readonly running: boolean
  readonly labels: Readonly<Record<string, string>>
  /** The image's name as it was started with. */
  readonly image: string
  /** By network name; the addresses are empty while it does not run. */
  readonly networks: Readonly<Record<string, ContainerNetwork>>
}

/** Which containers: those of these names (or ids), or those that have all these labels. */
export type ContainerFilter =
  | { readonly names: readonly string[] }
  | { readonly labels: Readonly<Record<string, string>> }

/** A container's place in a network; `ipv6` and `gateway6` are empty where the network has no IPv6. */
export interface ContainerNetwork {
  readonly ipv4: string
  readonly ipv6: string
  readonly gateway: string
  readonly gateway6: string
}

interface NetworkJson {
  readonly IPAddress: string
  readonly GlobalIPv6Address?: string
  readonly Gateway: string
  readonly IPv6Gateway?: string
}

interface ContainerJson {
  readonly Id: string
  readonly Name: string
  readonly State: { readonly Pid: number; readonly Running: boolean }
  readonly Config: { readonly Image: string; readonly Labels: Record<string, string> | null }
  readonly NetworkSettings: { readonly Networks: Record<string, NetworkJson> | null }
}

/**
 * Looks at containers, running or not, in one call of Docker for any number of names; labels cost one call more. Those
 * that do not exist are left out.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when Docker refuses otherwise.
 * @example
 * ```ts
 * const [node] = await inspectContainers({ names: ['lab-worker'] })
 * node?.pid // 4711
 * ```
 */
export async function inspectContainers(
  filter: ContainerFilter,
  options: DockerOptions = {},
): Promise<readonly Container[]> {
  const names = 'names' in filter ? filter.names : await idsByLabels(filter.labels, options)
  if (names.length === 0) return []
  const args = ['container', 'inspect', '--', ...names]
  const result = await tryDocker(args, options)
  if (result.exitCode !== 0 && !onlyAbsent(result.stderr))
    throw new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
  const found = (JSON.parse(result.stdout || '[]') as ContainerJson[]).map(containerOf)
  // Docker also takes the beginning of an id for a name.
  return found.filter(({ id, name }) =>
    names.some((wanted) => wanted === name || id === wanted || isIdPrefix(wanted, id)),
  )
}

async function idsByLabels(labels: Readonly<Record<string, string>>, options: DockerOptions): Promise<string[]> {
  const filters = Object.entries(labels).flatMap(([key, value]) => ['--filter', `label=${key}=${value}`])
  const ids = await docker(['ps', '--all', '--quiet', '--no-trunc', ...filters], options)
  return ids.split('\n').filter((id) => id !== '')
}

function isIdPrefix(wanted: string, id: string): boolean {
  return /^[0-9a-f]{12,}$/.test(wanted) && id.startsWith(wanted)
}

function containerOf({ Id, Name, State, Config, NetworkSettings }: ContainerJson): Container {
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(
    ([name, { IPAddress, GlobalIPv6Address = '', Gateway, IPv6Gateway = '' }]) =>
      [name, { ipv4: IPAddress, ipv6: GlobalIPv6Address, gateway: Gateway, gateway6: IPv6Gateway }] as const,
  )
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    pid: State.Pid,
    running: State.Running,
    labels: Config.Labels ?? {},
    image: Config.Image,
    networks: Object.fromEntries(networks),
  }
}
