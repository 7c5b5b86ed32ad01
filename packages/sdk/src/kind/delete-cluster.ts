import { CommandError } from '../errors.ts'
import { dockerUnreachable } from '../docker/unreachable.ts'
import { runProgram } from '../process/run-program.ts'

/**
 * Deletes a cluster of kind and its entries in the kubeconfig file; one that does not exist is no error.
 *
 * @throws ToolMissingError when kind is not on the PATH.
 * @throws EngineError when the Docker Engine cannot be reached.
 * @throws CommandError when kind fails otherwise.
 * @throws LabTimeoutError when it takes longer than `timeoutMs`, default 120000.
 * @example
 * ```ts
 * await deleteCluster('lab', '/tmp/lab/kubeconfig')
 * ```
 */
export async function deleteCluster(
  name: string,
  kubeconfig: string,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const argv = ['kind', 'delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig]
  const env = { KIND_EXPERIMENTAL_PROVIDER: undefined }
  const result = await runProgram(argv, { timeoutMs: 120_000, ...options, env })
  if (result.exitCode === 0) return
  throw (
    dockerUnreachable(result.stderr, process.env.DOCKER_HOST ?? '') ??
    new CommandError({ where: 'host', argv, ...result })
  )
}
