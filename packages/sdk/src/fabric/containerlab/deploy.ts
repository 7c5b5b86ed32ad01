import { runProgram } from '../../process/run-program.ts'
import { clabEnvironment } from './environment.ts'
import { explainDeploy } from './explain-failure.ts'
import { failedExec } from './failed-exec.ts'
import { logLine } from './log-line.ts'

/** How containerlab is run. */
export interface RunContainerlab {
  /** Told each line of its log, debug lines left out. */
  readonly say: (line: string) => void
  /** Default 600000 for a deployment, which pulls images; 120000 for its end. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Deploys a document, from nothing: what runs of a lab of its name is removed before, as `deploy` without `--reconfigure`
 * refuses a lab that runs (up to 0.78), or one with `network-mode: container:` (from 0.79 on). Whether that lab is ours
 * is for the caller to know.
 *
 * @param path the document, absolute.
 * @throws EngineError with containerlab's last error lines, and the fix where it is known.
 * @throws CommandError when an `exec` line fails, which containerlab only logs.
 * @throws ToolMissingError when containerlab is not on the PATH.
 * @throws LabTimeoutError when it takes longer than `timeoutMs`.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * await deployDocument('/tmp/lab/lab.clab.yml', { say: (line) => console.error(line) })
 * ```
 * @see https://containerlab.dev/cmd/deploy/
 * @see https://github.com/srl-labs/containerlab/blob/main/core/apply.go
 */
export async function deployDocument(path: string, how: RunContainerlab): Promise<void> {
  const argv = ['containerlab', 'deploy', '--topo', path, '--reconfigure']
  const { exitCode, stderr } = await runProgram(argv, options(how, 600_000))
  if (exitCode !== 0) throw explainDeploy(stderr, path)
  const failed = failedExec(stderr)
  if (failed !== undefined) throw failed
}

/**
 * Destroys what was deployed from a document, and the folder that containerlab made for it.
 *
 * @returns what went wrong, or `undefined`.
 * @throws ToolMissingError and LabTimeoutError as {@link deployDocument} does.
 * @see https://containerlab.dev/cmd/destroy/
 */
export async function destroyDocument(path: string, how: RunContainerlab): Promise<string | undefined> {
  const argv = ['containerlab', 'destroy', '--topo', path, '--cleanup']
  const { exitCode, stderr } = await runProgram(argv, options(how, 120_000))
  return exitCode === 0 ? undefined : stderr.trim().split('\n').at(-1) || `exit code ${exitCode}`
}

function options({ say, timeoutMs, signal }: RunContainerlab, defaultMs: number) {
  const onLine = (line: string): void => {
    const read = logLine(line)
    if (read !== undefined && read.level !== 'debug') say(`containerlab: ${read.message}`)
  }
  const env = clabEnvironment(process.env)
  return { env, onLine, timeoutMs: timeoutMs ?? defaultMs, ...(signal && { signal }) }
}
