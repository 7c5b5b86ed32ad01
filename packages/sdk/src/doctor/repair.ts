import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../errors.ts'
import { mustRun } from '../process/run-program.ts'
import type { Finding, Repair } from './finding.ts'

/** How findings may be repaired. */
export interface RepairOptions {
  /** Settings of the kernel may be changed, too; they last until the machine starts anew. Default false. */
  readonly sysctls?: boolean
  /** Changes nothing; default false. */
  readonly dryRun?: boolean
  /** Default 10000. */
  readonly timeoutMs?: number
  /** Where settings are written; default `/proc/sys`. */
  readonly sysctlFolder?: string
}

/** A repair, and what came of it. */
export interface RepairResult {
  readonly probe: string
  /** The same as a line to paste. */
  readonly command: string
  /** `withheld`: it was not allowed, or this user may not do it. */
  readonly outcome: 'done' | 'would be done' | 'withheld' | 'failed'
  readonly why?: string
}

/**
 * Repairs findings where that is safe: loads modules of the kernel that are there, and with `sysctls` raises its limits.
 * Nothing else of the machine is changed.
 *
 * @returns a line for each repair that the findings name.
 * @throws LabTimeoutError when modprobe does not end.
 * @example
 * ```ts
 * for (const { command, outcome } of await repairFindings(await examine(), { dryRun: true })) console.log(outcome, command)
 * ```
 */
export async function repairFindings(
  findings: readonly Finding[],
  options: RepairOptions = {},
): Promise<readonly RepairResult[]> {
  const results: RepairResult[] = []
  for (const { probe, repairs = [] } of findings) {
    for (const each of repairs) {
      const withheld = whyWithheld(each, options, process.getuid?.() ?? 0)
      const result = { probe, command: commandOf(each) }
      if (withheld !== undefined) results.push({ ...result, outcome: 'withheld', why: withheld })
      else if (options.dryRun === true) results.push({ ...result, outcome: 'would be done' })
      else results.push({ ...result, ...(await carryOut(each, options)) })
    }
  }
  return results
}

/** Why a repair is not made; `undefined` when it may be. Pure. */
export function whyWithheld(repair: Repair, { sysctls = false }: RepairOptions, uid: number): string | undefined {
  if (repair.kind === 'sysctl' && !sysctls) return 'it changes a setting of the machine: allow it with --sysctls'
  return uid === 0 ? undefined : 'only root may do it'
}

function commandOf(repair: Repair): string {
  return repair.kind === 'module' ? `sudo modprobe ${repair.name}` : `sudo sysctl ${repair.key}=${repair.value}`
}

async function carryOut(
  repair: Repair,
  { timeoutMs = 10_000, sysctlFolder = '/proc/sys' }: RepairOptions,
): Promise<Pick<RepairResult, 'outcome' | 'why'>> {
  try {
    if (repair.kind === 'module') await mustRun(['modprobe', '--', repair.name], { timeoutMs })
    else await writeFile(join(sysctlFolder, repair.key.replaceAll('.', '/')), `${repair.value}\n`)
    return { outcome: 'done' }
  } catch (error) {
    const typed = error instanceof LabError || (error instanceof Error && 'code' in error)
    if (!typed) throw error
    return { outcome: 'failed', why: error.message.split('\n')[0] ?? '' }
  }
}
