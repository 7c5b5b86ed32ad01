import { runProgram } from '../process/run-program.ts'
import { abortGate } from './abort-gate.ts'
import { deleteCluster } from './delete-cluster.ts'
import { explainFailure } from './explain-failure.ts'
import { progressReader } from './progress.ts'

/** A cluster that kind is to create. */
export interface CreateClusterOptions {
  /** The kind configuration as YAML. */
  readonly config: string
  readonly name: string
  /** The file that the cluster's access data are written to; no other is touched. */
  readonly kubeconfig: string
  /** Leaves the nodes of a cluster that failed, to look into them; default false. */
  readonly keepOnFailure?: boolean
  /** Told each step of kind, one line each, as it begins and ends. */
  readonly onProgress?: (line: string) => void
  /** Default 600000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Creates a cluster by kind; its nodes are not awaited to be Ready, as they are not before a CNI is there.
 *
 * One that fails, is late, or is aborted is deleted, unless it is to be kept. An abort waits until kind has its nodes'
 * containers, about 3 s.
 *
 * @throws EngineError with kind's last words, and the fix where it is known.
 * @throws ToolMissingError when kind is not on the PATH.
 * @throws LabTimeoutError when it takes longer than `timeoutMs`.
 * @throws the signal's reason when it is aborted.
 * @example
 * ```ts
 * await createCluster({ config: renderKindConfig(config), name: 'lab', kubeconfig: '/tmp/lab/kubeconfig' })
 * ```
 * @see https://kind.sigs.k8s.io/docs/user/quick-start/#creating-a-cluster
 */
export async function createCluster(options: CreateClusterOptions): Promise<void> {
  const { config, name, kubeconfig, keepOnFailure = false, onProgress, timeoutMs = 600_000, signal } = options
  const argv = ['kind', 'create', 'cluster', '--name', name, '--kubeconfig', kubeconfig, '--config', '-']
  const gate = abortGate(signal, preparingMs)
  const report = progressReader((line) => onProgress?.(line))
  // Said after kind has seen that no cluster has this name: from then on what there is is ours.
  let ours = false
  const onLine = (line: string): void => {
    ours ||= line.startsWith('Creating cluster ')
    // A container that Docker is just making is not to be seen yet, and would be there after all was deleted.
    if (line.startsWith('• Preparing nodes')) gate.shut()
    if (/^[✓✗] Preparing nodes/.test(line)) gate.open()
    report(line)
  }
  let done = false
  try {
    const how = { stdin: config, env: kindEnvironment, timeoutMs, onLine, signal: gate.signal }
    const result = await runProgram(keepOnFailure ? [...argv, '--retain'] : argv, how)
    if (result.exitCode !== 0) throw explainFailure(name, result.stderr, result.exitCode)
    done = true
  } finally {
    gate[Symbol.dispose]()
    // kind itself deletes what failed, but not when it was killed.
    if (!done && ours && !keepOnFailure) await deleteCluster(name, kubeconfig).catch(() => {})
  }
}

// As long as kind waits for its nodes to boot.
const preparingMs = 30_000

// Podman's containers are not to be found by Docker's command.
const kindEnvironment = { KIND_EXPERIMENTAL_PROVIDER: undefined, KIND_CLUSTER_NAME: undefined }
