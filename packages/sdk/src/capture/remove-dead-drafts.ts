import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '../process/process-identity.ts'

/** Removes the unfinished capture files of a folder, `NAME.pcapng.PID`, whose writers were killed. */
export async function removeDeadDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.pcapng\.(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isRunning({ pid: Number(pid) })) await rm(join(folder, name), { force: true })
  }
}
