import { LabError } from '../errors.ts'
import { deadLocks } from './dead-locks.ts'
import type { LabRecord } from './lab-record.ts'
import type { Leftover } from './leftover.ts'
import { listLabs } from './list-labs.ts'
import { removeKindRemains } from './remove-kind-remains.ts'
import { removeNetnsRemains } from './remove-netns-remains.ts'
import { sharedRemains } from './shared-remains.ts'

/** What is collected. */
export interface GarbageOptions {
  /** Only tells what there is, default false. */
  readonly dryRun?: boolean
  /** Only what this lab left; default what all left, and what no lab has used in the cache for a day. */
  readonly lab?: string
  /** Told each lab that stays because Docker, which has it, could not be asked. */
  readonly onUnknown?: (lab: LabRecord) => void
}

/**
 * Removes what no living lab owns: sockets, records, kubeconfigs, containers and bridges of labs that ended in a way that
 * cleared nothing, and old guest roots. Each is looked at once more, while no other process can change the lab, before it
 * goes. A lab that can be repaired stays, and so does all that another user, machine or Docker Engine has.
 *
 * @returns what was found; what could not be removed has its `problem`.
 * @throws LabTimeoutError when a process changes a dead lab for longer than 30 s.
 * @example
 * for (const { what, reason } of await collectGarbage({ dryRun: true })) echo(what, reason)
 */
export async function collectGarbage(options: GarbageOptions = {}): Promise<readonly Leftover[]> {
  const { dryRun = false, lab, onUnknown = () => {} } = options
  const labs = (await listLabs()).filter(({ name }) => lab === undefined || name === lab)
  for (const record of labs) if (record.unknown === true) onUnknown(record)
  const found: Leftover[] = []
  for (const dead of labs.filter(({ garbage }) => garbage)) found.push(...(await collect(dead, dryRun)))
  return lab === undefined ? [...found, ...(await deadLocks(dryRun)), ...sharedRemains(dryRun)] : found
}

async function collect(lab: LabRecord, dryRun: boolean): Promise<readonly Leftover[]> {
  const problem = dryRun ? undefined : await remove(lab)
  return lab.owns.map((what) => ({
    what,
    lab: lab.name,
    reason: lab.reason ?? '',
    removed: !dryRun && problem === undefined,
    ...(problem !== undefined && { problem }),
  }))
}

async function remove(lab: LabRecord): Promise<string | undefined> {
  try {
    const gone = await (lab.engine === 'kind' ? removeKindRemains(lab.name) : removeNetnsRemains(lab.name))
    return gone ? undefined : 'it is in use again'
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    return error.message
  }
}
