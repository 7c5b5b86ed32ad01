import { createServer } from 'node:net'
import { kindLockFiles } from '../engine/kind/kind-lock.ts'
import { runtimeFolder } from '../host/supervisor/address.ts'
import { holderOf } from '../host/supervisor/holder.ts'
import { lockFiles } from '../host/supervisor/lock-address.ts'
import { takeLock } from '../host/supervisor/lock.ts'
import type { Leftover } from './leftover.ts'

const answerTimeoutMs = 1000

/** The files of locks whose holders were killed, where locks are files; taking one and freeing it removes it. */
export async function deadLocks(dryRun: boolean): Promise<readonly Leftover[]> {
  if (process.platform === 'linux') return []
  const found: Leftover[] = []
  for (const address of [...lockFiles(runtimeFolder()), ...kindLockFiles()]) {
    if ((await holderOf(address, answerTimeoutMs)) !== undefined) continue
    const lock = dryRun ? undefined : await takeLock(createServer(), address)
    lock?.release()
    found.push({ what: `file ${address}`, reason: 'whoever held this lock has ended', removed: lock !== undefined })
  }
  return found
}
