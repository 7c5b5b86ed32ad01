import { findSupervisor } from '../host/supervisor/start.ts'
import type { Cluster } from './cluster.ts'

/**
 * Ends a lab and everything in it, whatever its lifetime.
 *
 * @param lab a handle, or a lab's name.
 * @returns whether there was one; ending what is not there is no error.
 * @example
 * await destroyCluster('calico-ipip-crosssubnet')
 */
export async function destroyCluster(lab: Cluster | string): Promise<boolean> {
  if (typeof lab !== 'string') {
    await lab.internals.destroy()
    return true
  }
  const connection = await findSupervisor(lab)
  await connection?.destroy()
  return connection !== undefined
}
