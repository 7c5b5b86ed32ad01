import { docker, tryDocker, type DockerOptions } from './docker.ts'

/** A network of Docker; `subnets` are CIDRs, IPv6 among them. */
export interface DockerNetwork {
  readonly name: string
  readonly subnets: readonly string[]
}

interface NetworkJson {
  readonly Name: string
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null }
}

/**
 * Lists the networks of the Docker Engine.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @example
 * ```ts
 * (await dockerNetworks()).find(({ name }) => name === 'kind')?.subnets // ['172.18.0.0/16']
 * ```
 */
export async function dockerNetworks(options: DockerOptions = {}): Promise<readonly DockerNetwork[]> {
  const ids = (await docker(['network', 'ls', '--quiet'], options)).split('\n').filter((id) => id !== '')
  // One that has gone since is left out, and makes the exit code 1.
  const { stdout } = await tryDocker(['network', 'inspect', '--', ...ids], options)
  return (JSON.parse(stdout || '[]') as NetworkJson[]).map(({ Name, IPAM }) => ({
    name: Name,
    subnets: (IPAM.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
  }))
}
