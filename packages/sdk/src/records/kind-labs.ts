import { readdir, stat } from 'node:fs/promises'
import { kindLock } from '../engine/kind/kind-lock.ts'
import { ownNames } from '../engine/kind/own-files.ts'
import { labFolder, readRecord, recordedLabs } from '../engine/kind/record.ts'
import { LabError, LabStateError } from '../errors.ts'
import { holderOf } from '../host/supervisor/holder.ts'
import { isStrangers } from '../host/supervisor/lock-owner.ts'
import { isRunning } from '../process/process-identity.ts'
import type { KindFacts } from './judge-kind-lab.ts'

const answerTimeoutMs = 1000

/** What is known of all kind labs that have a folder. */
export async function kindLabs(): Promise<readonly KindFacts[]> {
  const facts = await Promise.all((await recordedLabs()).map(kindLab))
  return facts.filter((one) => one !== undefined)
}

/** What is known of one kind lab; `undefined` when it has no folder. */
export async function kindLab(name: string): Promise<KindFacts | undefined> {
  const folder = labFolder(name)
  // Who has the lock now may have changed the record just before.
  const holder = await holderOfLab(name)
  const [about, files, record] = await Promise.all([
    stat(folder).catch(() => undefined),
    readdir(folder).catch(() => []),
    recordOf(name),
  ])
  if (about?.isDirectory() !== true) return undefined
  // The folder of records may be that of other things too, the cache for one. Nothing is in it yet where the maker was
  // killed between its making and the first file.
  const own = await ownNames(name, files)
  if (own.length === 0 && files.length > 0) return undefined
  const creator = record.record?.creator
  return {
    name,
    folder,
    changedMs: about.mtimeMs,
    ...record,
    strange: files.filter((file) => !own.includes(file)),
    holder: holder ?? (await holderOfLab(name)),
    ...(creator !== undefined && { creatorRuns: isRunning(creator) }),
  }
}

// Nobody has a lock whose name is too long for one. Root may hold that of his user's lab, and anybody else too: what he says
// counts for nothing.
async function holderOfLab(name: string): Promise<KindFacts['holder']> {
  const address = lockOf(name)
  if (address === undefined) return undefined
  return isStrangers(address) ? 'silent' : holderOf(address, answerTimeoutMs)
}

function lockOf(name: string): string | undefined {
  try {
    return kindLock(name)
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    return undefined
  }
}

async function recordOf(name: string): Promise<Pick<KindFacts, 'record' | 'problem' | 'unreadable'>> {
  try {
    const record = await readRecord(name)
    return record === undefined ? {} : { record }
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    const problem = error.message.split('\n')[0] ?? ''
    return error instanceof LabStateError ? { problem } : { problem, unreadable: true }
  }
}
