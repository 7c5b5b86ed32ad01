import type { KernelNeed } from '@underlay/configs'
import { LabError } from '../errors.ts'
import type { Host } from './host.ts'
import { run } from './run.ts'

/** Something that a kernel cannot make, with what it said when it was asked to. */
export interface Lack {
  readonly need: string
  readonly why: string
}

/** Reads what `probe.pl` says. */
export function lacksOf(said: string): readonly Lack[] {
  return said
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [need = '', ...words] = line.trim().split(' ')
      return { need, why: words.join(' ') }
    })
}

// What every lab needs is there in a lab that is.
const common: readonly KernelNeed[] = ['veth', 'bridge', 'nftables']

/**
 * Refuses a change that the lab's kernel cannot carry, before anything is made: each need is tried in a network namespace
 * that ends at once.
 *
 * @throws LabError with what it lacks, and the host that has it.
 */
export async function requireFeatures(host: Host, needs: readonly KernelNeed[]): Promise<void> {
  const rare = needs.filter((need) => !common.includes(need))
  if (rare.length === 0) return
  const lacks = lacksOf(await run(host, '', ['/underlay/probe.pl', ...rare]))
  if (lacks.length > 0) throw lackError(host, lacks)
}

/** What to tell of a kernel that lacks something. */
export function lackError({ kind, kernel }: Pick<Host, 'kind' | 'kernel'>, lacks: readonly Lack[]): LabError {
  const named = lacks.map(({ need, why }) => `${need} (${why})`).join(', ')
  const fix =
    kind === 'microvm'
      ? undefined
      : "underlay up --host microvm, or createKindCluster(config, { host: 'microvm' }), or UNDERLAY_HOST=microvm"
  return new LabError(`the lab's kernel, Linux ${kernel} of host ${kind}, cannot make ${named}`, fix)
}
