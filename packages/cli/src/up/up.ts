import { bringUpLab, planLab, presets, type UpOptions } from '@underlay/sdk'
import { shellText } from '../command/shell-text.ts'
import { UsageError } from '../command/usage-error.ts'
import { runSteps } from '../output/run-steps.ts'
import type { CniArgs } from './cni-options.ts'
import { withCni } from './cni-options.ts'
import { howOf, type HowArgs } from './how-args.ts'
import type { SourceArgs } from './lab-source.ts'
import { loadLab } from './load-lab.ts'
import { sourceOf } from './source-of.ts'
import { nextCommands, planTable, presetList } from './up-texts.ts'

/** The arguments of `underlay up`. */
export interface UpArgs extends SourceArgs, CniArgs, HowArgs {
  readonly trust?: boolean | undefined
  readonly reconfigure?: boolean | undefined
  readonly 'dry-run'?: boolean | undefined
  readonly json?: boolean | undefined
}

interface UpContext {
  readonly signal: AbortSignal
  /** As it was typed. */
  readonly argv: readonly string[]
}

/**
 * Brings a lab up, or says what that would do; without one it lists the presets.
 *
 * @returns the exit code: 2 when a step is refused
 * @throws UsageError when options are given, and no lab.
 */
export async function up(args: UpArgs, { signal, argv }: UpContext): Promise<number> {
  const source = sourceOf(args)
  if (source === undefined) {
    if (argv.length > 1)
      throw new UsageError('no lab is named', 'underlay up alone lists the presets; a lab file ends in .ts')
    process.stdout.write(`${presetList(presets)}\n`)
    return 0
  }
  const { trust = false, 'dry-run': dryRun = false, json = false } = args
  const lab = withCni(
    await loadLab(source, { trust, signal, ...(args.name !== undefined && { name: args.name }) }),
    args,
  )
  const options: UpOptions = {
    lifetime: 'persistent',
    trust,
    reconfigure: args.reconfigure ?? false,
    signal,
    ...howOf(args),
  }
  if (dryRun) {
    const plan = await planLab(lab, options)
    process.stdout.write(json ? `${JSON.stringify(plan, undefined, 2)}\n` : `${shellText(planTable(plan), argv)}\n`)
    return plan.steps.some(({ action }) => action === 'refuse') ? 2 : 0
  }
  await using cluster = await bringUpLab(lab, {
    ...options,
    runSteps: (steps) => runSteps(steps, { signal }),
  })
  const { name, engine: built, host: place, cni } = cluster
  const made = { lab: name, engine: built, host: place.kind, kernel: place.kernel, cni: cni?.name ?? null }
  process.stdout.write(json ? `${JSON.stringify(made, undefined, 2)}\n` : `${nextCommands(cluster).join('\n')}\n`)
  return 0
}
