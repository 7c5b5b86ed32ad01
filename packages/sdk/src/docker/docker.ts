import { CommandError } from '../errors.ts'
import { runProgram, type ProgramResult, type RunProgramOptions } from '../process/run-program.ts'
import { dockerUnreachable } from './unreachable.ts'

/** How long a call of Docker may take, and what stops it. */
export interface DockerOptions {
  /** Default 30000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Runs the Docker command to its end, whatever its exit code.
 *
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws ToolMissingError when there is no Docker command; and what `runProgram` throws.
 * @example
 * ```ts
 * const { exitCode } = await tryDocker(['image', 'inspect', '--', 'nginx'])
 * ```
 */
export async function tryDocker(args: readonly string[], options: RunProgramOptions = {}): Promise<ProgramResult> {
  const result = await runProgram(['docker', ...args], options)
  const unreachable =
    result.exitCode === 0 ? undefined : dockerUnreachable(result.stderr, process.env.DOCKER_HOST ?? '')
  if (unreachable !== undefined) throw unreachable
  return result
}

/**
 * Runs the Docker command and returns its standard output.
 *
 * @throws CommandError when its exit code is not 0; and what {@link tryDocker} throws.
 * @example
 * ```ts
 * await docker(['rm', '-f', '--', 'c-helper'])
 * ```
 */
export async function docker(args: readonly string[], options: RunProgramOptions = {}): Promise<string> {
  const result = await tryDocker(args, options)
  if (result.exitCode !== 0) throw new CommandError({ where: 'host', argv: ['docker', ...args], ...result })
  return result.stdout
}
