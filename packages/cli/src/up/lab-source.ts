import { UsageError } from '../command/usage-error.ts'

/** Where a lab's definition comes from. */
export type LabSource =
  | { readonly from: 'preset'; readonly name: string }
  | { readonly from: 'module'; readonly path: string }
  | { readonly from: 'documents'; readonly kind: string; readonly clab?: string; readonly workload?: string }

/** What was typed of it. */
export interface SourceArgs {
  /** A preset, or the path of a module. */
  readonly lab?: string | undefined
  readonly kind?: string | undefined
  readonly clab?: string | undefined
  readonly workload?: string | undefined
  readonly name?: string | undefined
}

/**
 * Decides what a command line means; `undefined` when it names no lab at all.
 *
 * @throws UsageError when it means nothing, or two things.
 */
export function labSource(
  { lab, kind, clab, workload, name }: SourceArgs,
  presetNames: readonly string[],
  suggest: (name: string, known: readonly string[]) => string | undefined,
): LabSource | undefined {
  const isPreset = lab !== undefined && presetNames.includes(lab)
  if (name !== undefined && !isPreset)
    throw new UsageError('--name renames presets only', 'write the name into the kind config, or into the lab file')
  if (kind !== undefined && lab !== undefined)
    throw new UsageError(`${lab} and --kind ${kind} are two labs`, 'give one of them')
  if (kind !== undefined) {
    return { from: 'documents', kind, ...(clab !== undefined && { clab }), ...(workload !== undefined && { workload }) }
  }
  if (clab !== undefined || workload !== undefined)
    throw new UsageError('--clab and --workload need the nodes of a kind config', 'add --kind kind.yaml')
  if (lab === undefined) return undefined
  if (isPreset) return { from: 'preset', name: lab }
  if (/\.[cm]?[jt]s$/.test(lab)) return { from: 'module', path: lab }
  if (/\.ya?ml$/.test(lab)) throw new UsageError(`${lab} is a document`, `underlay up --kind kind.yaml --clab ${lab}`)
  const near = suggest(lab, presetNames)
  const fix = near === undefined ? 'underlay up lists the presets; a lab file ends in .ts' : `did you mean ${near}?`
  throw new UsageError(`there is no preset ${lab}`, fix)
}
