import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'

/** How many snapshots are kept: labs of different versions side by side, and no more of a disk than that. */
const kept = 3

const unusedMs = 24 * 60 * 60 * 1000

export function snapshotPlace(key: string): string {
  return join(microvmFolder(), `snapshot-${key}`)
}

/** Where a process makes a snapshot. */
export function draftPlace(pid: number = process.pid): string {
  return join(microvmFolder(), `draft.${pid}`)
}

/** Removes what killed processes left, and the snapshots that were not used for the longest time. */
export function tidySnapshots(isAlive: (pid: number) => boolean = processIsAlive): void {
  const folder = microvmFolder()
  const old = listSnapshots(folder)
    .toSorted((a, b) => b.usedMs - a.usedMs)
    .slice(kept)
    .map(({ path }) => path)
  // A lab that was started from one of them has it open.
  for (const path of [...unfinished(folder, isAlive), ...old]) rmSync(path, { recursive: true, force: true })
}

/** What processes that have ended had begun to write, or to remove, in the folder of microVMs. */
export function unfinished(folder: string, isAlive: (pid: number) => boolean = processIsAlive): readonly string[] {
  const folders = [folder, ...listSnapshots(folder).map(({ path }) => path)]
  return folders.flatMap(entriesOf).filter((path) => {
    const pid = draftOf.exec(path)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  })
}

const draftOf = /\/(?:draft|snapshot-\w+\.gone|about\.json|five-bytes\.bin)\.(\d+)$/

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    // Another process has just removed it.
    return []
  }
}

/** The snapshots of a folder that nobody used for a day. */
export function unusedSnapshots(folder: string, nowMs: number): readonly string[] {
  return listSnapshots(folder).flatMap(({ path, usedMs }) => (nowMs - usedMs > unusedMs ? [path] : []))
}

function listSnapshots(folder: string): readonly { readonly path: string; readonly usedMs: number }[] {
  return readdirSync(folder)
    .filter((name) => /^snapshot-\w+$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name)
      // Another process may just have removed it; a link is none, wherever it leads.
      const about = lstatSync(path, { throwIfNoEntry: false })
      return about?.isDirectory() === true ? [{ path, usedMs: about.mtimeMs }] : []
    })
}

function microvmFolder(): string {
  return join(cacheFolder(), 'microvm')
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
