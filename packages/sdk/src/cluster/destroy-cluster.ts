import { engineAsked, type EngineName } from '../engine/choose.ts'
import { askingDocker } from '../engine/kind/asking-docker.ts'
import { destroyLab } from '../engine/kind/destroy-lab.ts'
import { exclusively } from '../engine/kind/exclusively.ts'
import { mayHaveLab } from '../engine/kind/may-have-lab.ts'
import { labFolder } from '../engine/kind/record.ts'
import { findSupervisor } from '../host/supervisor/start.ts'
import type { Cluster } from './cluster.ts'

/**
 * Ends a lab and everything in it, whatever its lifetime.
 *
 * @param lab a handle, or a lab's name.
 * @param options.engine where to look for the name, default what `UNDERLAY_ENGINE` says, else everywhere.
 * @param options.signal ends the waiting for a turn to change the lab by name, and not the destroying.
 * @returns whether there was one; ending what is not there is no error.
 * @throws EngineError when a kind lab is recorded and Docker cannot be reached: it cannot be ended then, nor is it forgotten.
 * @throws the signal's reason when it is aborted before the lab's turn has come.
 * @example
 * await destroyCluster('calico-ipip-crosssubnet')
 */
export async function destroyCluster(
  lab: Cluster | string,
  options: { readonly engine?: EngineName; readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  if (typeof lab !== 'string') {
    await lab.internals.destroy()
    return true
  }
  const { signal } = options
  signal?.throwIfAborted()
  const engine = engineAsked(options.engine)
  const connection = engine === 'kind' ? undefined : await findSupervisor(lab)
  await connection?.destroy()
  const onKind = engine !== 'netns' && (await mayHaveLab(lab)) && (await endKindLab(lab, signal))
  return connection !== undefined || onKind
}

function endKindLab(lab: string, signal: AbortSignal | undefined): Promise<boolean> {
  const next = `underlay down ${lab}; where that Docker Engine is gone for good: rm -r ${labFolder(lab)}`
  const end = (): Promise<boolean> => askingDocker(lab, { purpose: 'ended', next }, () => destroyLab(lab))
  return exclusively(lab, end, signal && { signal })
}
