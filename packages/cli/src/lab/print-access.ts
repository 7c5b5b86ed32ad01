import { formatAccess, planAccess, type ClusterTask } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import type { LabArgs } from './lab-args.ts'
import { usualKubeconfig } from './open-lab.ts'

/**
 * Prints which rights a command needs in a cluster that others made, as a manifest, and what it would make there.
 *
 * @returns the exit code.
 * @throws UsageError without `--kubeconfig` and `--context`: a lab of one's own needs none.
 */
export async function printAccess(task: ClusterTask, { kubeconfig, context }: LabArgs): Promise<number> {
  if (kubeconfig === undefined && context === undefined) {
    throw new UsageError(
      '--dry-run is about a cluster that exists: a lab of your own needs no rights',
      `underlay ${task} --kubeconfig ~/.kube/config --dry-run`,
    )
  }
  const file = kubeconfig ?? usualKubeconfig()
  const plan = await planAccess({ task, kubeconfig: file, ...(context !== undefined && { context }) })
  process.stdout.write(formatAccess(plan))
  return 0
}
