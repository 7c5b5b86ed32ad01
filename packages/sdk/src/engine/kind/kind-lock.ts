import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../../errors.ts'
import { fileOfLock, lockFiles, nameOfLock } from '../../host/supervisor/lock-address.ts'
import { stateFolder } from '../../lab/state-folder.ts'

/**
 * The address of the lock of a kind lab. It hangs on the folder of records alone, by whichever way that was named: who
 * sees one record has one lock, whatever else is in his environment (cron, ssh, sudo).
 *
 * @throws LabError when it is too long for a socket, or the folder cannot be made.
 */
export function kindLock(lab: string, platform: NodeJS.Platform = process.platform): string {
  const folder = madeFolder(stateFolder())
  if (platform !== 'linux') {
    return fileOfLock(madeFolder(locksIn(folder)), lab, 'set XDG_STATE_HOME to a shorter path')
  }
  const hash = createHash('sha256').update(realpathSync(folder)).digest('hex')
  return nameOfLock(`underlay-kind/${hash.slice(0, 16)}`, lab)
}

/** The files of kind labs' locks, where locks are files. */
export function kindLockFiles(): string[] {
  const folder = locksIn(stateFolder())
  return existsSync(folder) ? lockFiles(folder) : []
}

// A name that no lab can have.
function locksIn(folder: string): string {
  return join(folder, '.locks')
}

function madeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  } catch (cause) {
    throw new LabError(`${folder} cannot be made: ${(cause as Error).message}`, 'set XDG_STATE_HOME', { cause })
  }
}
