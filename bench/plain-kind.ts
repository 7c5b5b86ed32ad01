import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createCluster } from '../packages/sdk/src/kind/create-cluster.ts'
import { deleteCluster } from '../packages/sdk/src/kind/delete-cluster.ts'

/**
 * Lets kind alone make a cluster and deletes it, whatever happens; nothing of it is left.
 *
 * @param config - the kind configuration as YAML
 * @returns milliseconds that kind took to make it
 * @throws ToolMissingError without kind, EngineError with kind's last words, the signal's reason when it is aborted
 */
export async function timePlainKind(name: string, config: string, signal: AbortSignal): Promise<number> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'underlay-bench-'))
  const kubeconfig = join(folder.path, 'kubeconfig')
  const startMs = performance.now()
  // One that fails, or is aborted, is deleted there.
  await createCluster({ config, name, kubeconfig, signal })
  const tookMs = performance.now() - startMs
  await deleteCluster(name, kubeconfig)
  signal.throwIfAborted()
  return tookMs
}

/** Runs what SIGINT and SIGTERM abort; once it has cleaned up, the process ends with 130 or 143. */
export async function interruptible<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController()
  const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
  let exitCode: number | undefined
  const listen = (name: keyof typeof exitCodes) => {
    const onSignal = (): void => {
      exitCode = exitCodes[name]
      interrupt.abort(new Error(`ended by ${name}`))
    }
    process.on(name, onSignal)
    return () => void process.off(name, onSignal)
  }
  const ends = [listen('SIGINT'), listen('SIGTERM')]
  try {
    return await action(interrupt.signal)
  } finally {
    for (const end of ends) end()
    if (exitCode !== undefined) process.exit(exitCode)
  }
}
