import { docker, type DockerOptions } from './docker.ts'

/**
 * Starts containers that do not run.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when one does not start.
 * @example
 * ```ts
 * await startContainers(['lab-worker'])
 * ```
 */
export async function startContainers(ids: readonly string[], options: DockerOptions = {}): Promise<void> {
  if (ids.length > 0) await docker(['start', '--', ...ids], { timeoutMs: 60_000, ...options })
}
