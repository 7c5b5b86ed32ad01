import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError, LabStateError } from '../errors.ts'
import { dockerUnreachable } from '../docker/unreachable.ts'
import { runProgram } from '../process/run-program.ts'

/**
 * Writes the access data of a kind cluster to a file that only its owner can read; a reader sees the old file or the
 * new one, never half of it.
 *
 * @throws LabStateError when there is no such cluster.
 * @throws EngineError when the Docker Engine cannot be reached; with the fix.
 * @throws CommandError when kind fails otherwise.
 * @example
 * ```ts
 * await exportKubeconfig('lab', '/tmp/lab/kubeconfig')
 * ```
 */
export async function exportKubeconfig(
  cluster: string,
  path: string,
  options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const argv = ['kind', 'get', 'kubeconfig', '--name', cluster]
  const result = await runProgram(argv, { ...options, env: { KIND_EXPERIMENTAL_PROVIDER: undefined } })
  if (result.exitCode !== 0) throw failure(cluster, argv, result)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, result.stdout, { mode: 0o600, flag: 'wx' })
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

function failure(cluster: string, argv: readonly string[], result: Awaited<ReturnType<typeof runProgram>>): Error {
  if (/could not locate any control plane nodes/.test(result.stderr))
    return new LabStateError(
      `there is no kind cluster ${cluster}`,
      'create it: underlay up; or look: kind get clusters',
    )
  return (
    dockerUnreachable(result.stderr, process.env.DOCKER_HOST ?? '') ??
    new CommandError({ where: 'host', argv, ...result })
  )
}
