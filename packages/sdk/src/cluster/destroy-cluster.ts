import { engineAsked, type EngineName } from '../engine/choose.ts'
import { askingDocker } from '../engine/kind/asking-docker.ts'
import { destroyLab } from '../engine/kind/destroy-lab.ts'
import { exclusively } from '../engine/kind/exclusively.ts'
import { mayHaveLab } from '../engine/kind/may-have-lab.ts'
import { labFolder } from '../engine/kind/record.ts'
import { forgetEnded } from '../host/supervisor/ended.ts'
import { endSilent, silentStarter, SilentSupervisorError } from '../host/supervisor/silent.ts'
import { findSupervisor } from '../host/supervisor/start.ts'
import { sayProgress } from '../output/progress.ts'
import { untilAborted } from '../process/until-aborted.ts'
import type { Cluster } from './cluster.ts'

interface DestroyOptions {
  readonly engine?: EngineName
  readonly signal?: AbortSignal
  /** Told each line of progress, default standard error. */
  readonly onProgress?: (line: string) => void
}

/**
 * Ends a lab and everything in it, whatever its lifetime.
 *
 * @param lab a handle, or a lab's name.
 * @param options.engine where to look for the name, default what `UNDERLAY_ENGINE` says, else everywhere.
 * @param options.signal ends the waiting for a lab by name, for its answer or a turn to change it, and not the destroying. A
 * netns lab whose supervisor does not answer within 10 s is ended by killing that.
 * @returns whether there was one, or the record of one that died; ending what is not there is no error.
 * @throws EngineError when a kind lab is recorded and Docker cannot be reached: it cannot be ended then, nor is it forgotten.
 * @throws the signal's reason when it is aborted before the lab's turn has come.
 * @example
 * await destroyCluster('calico-ipip-crosssubnet')
 */
export async function destroyCluster(lab: Cluster | string, options: DestroyOptions = {}): Promise<boolean> {
  if (typeof lab !== 'string') {
    await lab.internals.destroy()
    return true
  }
  const { signal } = options
  signal?.throwIfAborted()
  const engine = engineAsked(options.engine)
  const onNetns = engine !== 'kind' && (await endNetnsLab(lab, options))
  const onKind = engine !== 'netns' && (await mayHaveLab(lab)) && (await endKindLab(lab, signal))
  return onNetns || onKind
}

async function endNetnsLab(lab: string, { signal, onProgress: say = sayProgress }: DestroyOptions): Promise<boolean> {
  const silent = await endIfItAnswers(lab, { signal, say })
  if (typeof silent === 'boolean') return silent
  say(`${lab} does not answer: killing its supervisor, process ${silent}`)
  await endSilent(lab, silent)
  return true
}

/** Whether there was one; or the number of its supervisor, which does not answer. */
async function endIfItAnswers(lab: string, how: Parameters<typeof findSupervisor>[1]): Promise<boolean | number> {
  try {
    const connection = await findSupervisor(lab, how)
    await connection?.destroy()
    if (connection !== undefined) return true
    // Whoever ends a lab that died of itself has been told of it.
    const isForgotten = forgetEnded(lab)
    return (await untilAborted(() => silentStarter(lab), how?.signal)) ?? isForgotten
  } catch (error) {
    if (error instanceof SilentSupervisorError) return error.pid
    throw error
  }
}

function endKindLab(lab: string, signal: AbortSignal | undefined): Promise<boolean> {
  const next = `underlay down ${lab}; where that Docker Engine is gone for good: rm -r ${labFolder(lab)}`
  const end = (): Promise<boolean> => askingDocker(lab, { purpose: 'ended', next }, () => destroyLab(lab))
  return exclusively(lab, end, signal && { signal })
}
