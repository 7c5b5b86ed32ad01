import { EngineError } from '../errors.ts'
import { mustRun } from '../process/run-program.ts'

/**
 * The version of kind, such as `0.33.0`.
 *
 * @throws ToolMissingError with the install line when kind is not on the PATH.
 * @throws EngineError when it says no version.
 * @example
 * ```ts
 * await kindVersion() // '0.33.0'
 * ```
 */
export async function kindVersion(options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<string> {
  const said = await mustRun(['kind', 'version'], options)
  const version = /^kind v(\d+\.\d+\.\d+\S*)/m.exec(said)?.[1]
  if (version === undefined)
    throw new EngineError(
      `kind version says: ${said.trim().slice(0, 200)}`,
      'put the kind of kind.sigs.k8s.io on the PATH',
    )
  return version
}
