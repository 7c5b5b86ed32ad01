import { suggest } from '@underlay/configs'
import { LabStateError } from '../errors.ts'
import { netnsEngine } from '../engine/netns/netns-engine.ts'
import { listSockets } from '../host/supervisor/address.ts'
import { findSupervisor } from '../host/supervisor/start.ts'
import type { LabState } from '../lab/state.ts'
import { clusterOf, type Cluster } from './cluster.ts'

/**
 * Finds a running lab by its name. Disposing the handle closes it; the lab stays.
 *
 * @throws LabStateError when no lab of that name runs.
 * @example
 * await using cluster = await connectCluster({ lab: 'calico-ipip-crosssubnet' })
 */
export async function connectCluster({ lab }: { readonly lab: string }): Promise<Cluster> {
  const connection = await findSupervisor(lab)
  const state = (await connection?.readState()) as LabState | undefined
  if (connection === undefined || state === undefined) {
    connection?.close()
    const nearest = suggest(lab, [...new Set(listSockets().map((socket) => socket.lab))])
    const fix = nearest === undefined ? 'build it first: npx zx examples/01-setup-env.mts' : `did you mean ${nearest}?`
    throw new LabStateError(`no lab named ${lab} is running`, fix)
  }
  return clusterOf(netnsEngine(connection, state), 'visitor')
}
