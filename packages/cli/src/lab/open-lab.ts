import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Cluster, LabRecord } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import type { LabArgs } from './lab-args.ts'

/**
 * Opens the lab, or the cluster, that the arguments mean. Disposing it closes the handle.
 *
 * @param signal a server that does not answer is then not waited for.
 * @throws UsageError when they mean two, or none; without a name it is the only lab that runs.
 * @throws LabStateError when no lab of that name runs.
 * @throws LabError when a cluster cannot be reached.
 */
export async function openLab(args: LabArgs, signal?: AbortSignal): Promise<Cluster> {
  const { lab, kubeconfig, context } = args
  if (lab !== undefined && (kubeconfig !== undefined || context !== undefined)) {
    throw new UsageError('--lab is a lab, --kubeconfig and --context a cluster that exists', 'give one of them')
  }
  // Slow to load.
  const { untilAborted } = await import('@underlay/sdk')
  return untilAborted(() => open(args), signal)
}

async function open({ lab, engine, kubeconfig, context }: LabArgs): Promise<Cluster> {
  const { connectCluster, listLabs } = await import('@underlay/sdk')
  if (kubeconfig !== undefined || context !== undefined) {
    return connectCluster({ kubeconfig: kubeconfig ?? usualKubeconfig(), ...(context !== undefined && { context }) })
  }
  const name = lab ?? chooseLab(await listLabs(), engine)
  return connectCluster({ lab: name, ...(engine !== undefined && { engine }) })
}

/**
 * The only lab that there is to use.
 *
 * @throws UsageError when there is none, or more than one.
 */
export function chooseLab(
  labs: readonly (Pick<LabRecord, 'name' | 'engine' | 'state'> & Partial<LabRecord>)[],
  engine: LabArgs['engine'] = 'auto',
): string {
  const usable = labs.filter((each) => each.state !== 'stale' && (engine === 'auto' || each.engine === engine))
  const [only, ...more] = new Set(usable.map(({ name }) => name))
  if (only === undefined) throw noneRuns(labs)
  if (more.length === 0) return only
  throw new UsageError(`which lab? There are ${[only, ...more].join(', ')}`, `--lab ${only}, or UNDERLAY_LAB=${only}`)
}

function noneRuns(labs: Parameters<typeof chooseLab>[0]): UsageError {
  const stale = labs.filter(({ state, garbage }) => state === 'stale' && garbage !== true)
  const why = stale.map(({ name, reason = '' }) => `\n${name} is stale: ${reason}`).join('')
  const fix =
    why === '' ? 'underlay up, or --kubeconfig FILE' : 'underlay ls, which says what mends them; or underlay up'
  return new UsageError(`no lab is running${why}`, fix)
}

/** The kubeconfig that kubectl would take. */
export function usualKubeconfig(): string {
  return process.env['KUBECONFIG']?.split(delimiter).find((path) => path !== '') ?? join(homedir(), '.kube/config')
}
