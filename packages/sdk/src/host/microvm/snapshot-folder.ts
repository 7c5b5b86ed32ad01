import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'

/** How many snapshots are kept: labs of different versions side by side, and no more of a disk than that. */
const kept = 3

export function snapshotPlace(key: string): string {
  return join(cacheFolder(), 'microvm', `snapshot-${key}`)
}

/** Where a process makes a snapshot. */
export function draftPlace(pid: number = process.pid): string {
  return join(cacheFolder(), 'microvm', `draft.${pid}`)
}

/** Removes what killed processes left, and the snapshots that were not used for the longest time. */
export function tidySnapshots(isAlive: (pid: number) => boolean = processIsAlive): void {
  const folder = join(cacheFolder(), 'microvm')
  const names = readdirSync(folder)
  const left = names.filter((name) => {
    const pid = /^(?:draft|snapshot-\w+\.gone)\.(\d+)$/.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
  const old = names
    .filter((name) => /^snapshot-\w+$/.test(name))
    .map((name) => ({ name, usedMs: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.usedMs - a.usedMs)
    .slice(kept)
    .map(({ name }) => name)
  // A lab that was started from one of them has it open.
  for (const name of [...left, ...old]) rmSync(join(folder, name), { recursive: true, force: true })
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
