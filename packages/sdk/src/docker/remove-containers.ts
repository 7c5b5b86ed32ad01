import { setTimeout as wait } from 'node:timers/promises'
import { CommandError, LabTimeoutError } from '../errors.ts'
import { isBeingRemoved, onlyAbsent } from './absent.ts'
import { tryDocker, type DockerOptions } from './docker.ts'

/**
 * Removes containers with their anonymous volumes, running or not; those that are gone are no error, and those that
 * somebody else is just removing, as a process that was killed has asked for, are waited for.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when one cannot be removed.
 * @throws LabTimeoutError when one is being removed for longer than `timeoutMs`, default 60000.
 * @example
 * ```ts
 * await removeContainers(['lab-fabric'])
 * ```
 */
export async function removeContainers(ids: readonly string[], options: DockerOptions = {}): Promise<void> {
  if (ids.length === 0) return
  const args = ['rm', '--force', '--volumes', '--', ...ids]
  const { timeoutMs = 60_000 } = options
  for (const startMs = performance.now(); ; await wait(againMs)) {
    const result = await tryDocker(args, { ...options, timeoutMs })
    if (result.exitCode === 0) return
    if (!onlyAbsent(result.stderr)) throw new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
    if (!isBeingRemoved(result.stderr)) return
    if (performance.now() - startMs > timeoutMs)
      throw new LabTimeoutError('the removal of containers', timeoutMs, result.stderr.trim())
  }
}

const againMs = 100
