import { CommandError } from '../errors.ts'
import { onlyAbsent } from './absent.ts'
import { tryDocker, type DockerOptions } from './docker.ts'

/**
 * Removes containers with their anonymous volumes, running or not; those that are gone, or just going, are no error.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when one cannot be removed.
 * @example
 * ```ts
 * await removeContainers(['lab-fabric'])
 * ```
 */
export async function removeContainers(ids: readonly string[], options: DockerOptions = {}): Promise<void> {
  if (ids.length === 0) return
  const args = ['rm', '--force', '--volumes', '--', ...ids]
  const result = await tryDocker(args, { timeoutMs: 60_000, ...options })
  if (result.exitCode === 0 || onlyAbsent(result.stderr)) return
  throw new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
}
