import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Cluster } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import type { LabArgs } from './lab-args.ts'

/**
 * Opens the lab, or the cluster, that the arguments mean. Disposing it closes the handle.
 *
 * @throws UsageError when they mean two, or none.
 * @throws LabStateError when no lab of that name runs.
 * @throws LabError when a cluster cannot be reached.
 */
export async function openLab({ lab, engine, kubeconfig, context }: LabArgs): Promise<Cluster> {
  const others = kubeconfig !== undefined || context !== undefined
  if (lab !== undefined && others) {
    throw new UsageError('--lab is a lab, --kubeconfig and --context a cluster that exists', 'give one of them')
  }
  // Slow to load.
  const { connectCluster } = await import('@underlay/sdk')
  if (others) {
    return connectCluster({ kubeconfig: kubeconfig ?? usualKubeconfig(), ...(context !== undefined && { context }) })
  }
  if (lab === undefined) throw new UsageError('which lab?', '--lab NAME, or UNDERLAY_LAB=NAME')
  return connectCluster({ lab, ...(engine !== undefined && { engine }) })
}

// kubectl's own.
function usualKubeconfig(): string {
  return process.env['KUBECONFIG']?.split(delimiter).find((path) => path !== '') ?? join(homedir(), '.kube/config')
}
