import type { LabDefinition } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import type { LabArgs } from '../lab/lab-args.ts'
import { withCni, type CniArgs } from '../up/cni-options.ts'
import type { SourceArgs } from '../up/lab-source.ts'
import { loadLab } from '../up/load-lab.ts'
import { sourceOf } from '../up/source-of.ts'

/** Which documents are meant, and which lab. */
export interface DefinitionArgs extends CniArgs, Pick<SourceArgs, 'kind' | 'clab' | 'workload'>, LabArgs {
  /** A preset, or the path of a module. */
  readonly of?: string | undefined
}

/**
 * The definition that is asked about in place of a lab that runs; undefined when none is named.
 *
 * @throws UsageError when both are named.
 */
export async function definitionOf(args: DefinitionArgs, signal: AbortSignal): Promise<LabDefinition | undefined> {
  const { of, kind, clab, workload, lab, kubeconfig, context } = args
  const source = sourceOf({ lab: of, kind, clab, workload })
  if (source === undefined) return undefined
  if ([lab, kubeconfig, context].some((running) => running !== undefined))
    throw new UsageError('documents are asked about, and a lab that runs', 'give one of them')
  return withCni(await loadLab(source, { trust: false, signal }), args)
}
