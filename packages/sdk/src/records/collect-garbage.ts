import { lstatSync, readdirSync } from 'node:fs'
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
  /** Told each lab that stays because Docker, which has it, could not be asked, or its supervisor does not answer. */
  readonly onUnknown?: (lab: LabRecord) => void
}

/**
 * Removes what no living lab owns: sockets, records, kubeconfigs, containers and bridges of labs that ended in a way that
 * cleared nothing, and old guest roots. Each is looked at once more, while no other process can change the lab, before it
 * goes. A lab that can be repaired stays, and so does all that another user, machine or Docker Engine has.
 *
 * @returns what was found; what could not be removed has its `problem`.
 * @example
 * for (const { what, reason } of await collectGarbage({ dryRun: true })) echo(what, reason)
 */
export async function collectGarbage(options: GarbageOptions = {}): Promise<readonly Leftover[]> {
  const { dryRun = false, lab, onUnknown = () => {} } = options
  const labs = (await listLabs()).filter(({ name }) => lab === undefined || name === lab)
  for (const record of labs) if (record.unknown === true || record.silent === true) onUnknown(record)
  const found: Leftover[] = []
  for (const dead of labs.filter(({ garbage }) => garbage)) found.push(...(await collect(dead, dryRun)))
  return lab === undefined ? [...found, ...(await deadLocks(dryRun)), ...sharedRemains(dryRun)] : found
}

async function collect(lab: LabRecord, dryRun: boolean): Promise<readonly Leftover[]> {
  const problem = dryRun ? undefined : await remove(lab)
  const one = { lab: lab.name, reason: lab.reason ?? '' }
  if (dryRun) return lab.owns.map((what) => ({ what, ...one, removed: false }))
  return lab.owns.map((what) => {
    const why = whyThere(what, problem)
    return { what, ...one, removed: why === undefined, ...(why !== undefined && { problem: why }) }
  })
}

// What else was in the way leaves a file or folder that is gone as gone as it is; a folder stays with what is the user's.
function whyThere(what: string, problem: string | undefined): string | undefined {
  const [, kind, path] = /^(folder|socket|record) (.+)$/s.exec(what) ?? []
  if (path === undefined) return problem
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
  return (
    problem ?? `${path} stays: ${kind === 'folder' ? `${readdirSync(path).join(', ')} in it` : 'it'} is not the lab's`
  )
}

// One that cannot be removed stops no other, whatever is in its way.
async function remove(lab: LabRecord): Promise<string | undefined> {
  try {
    const gone = await (lab.engine === 'kind' ? removeKindRemains(lab.name) : removeNetnsRemains(lab.name))
    return gone ? undefined : 'it is in use again'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
