import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../errors.ts'
import { memoryBytes } from './qemu.ts'

/** The descriptors of a snapshot's two files: of the devices' state and of the guest's memory. */
export interface SnapshotFiles {
  readonly state: number
  readonly memory: number
}

interface About {
  /** What the two files were, when they were whole. */
  readonly files: string
  /** When this machine was booted: what is not on its disk yet is still in its memory. */
  readonly boot: string
  readonly onDisk: boolean
}

/** Makes the folder of a snapshot that is to be taken, with its two empty files; nobody else may look into it. */
export function createDraft(draft: string): SnapshotFiles {
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const files = openFiles(draft, 'wx+')
  for (const file of [files.state, files.memory]) fchmodSync(file, 0o600)
  ftruncateSync(files.memory, memoryBytes)
  return files
}

/** Gives a draft whose files are whole its place; one that another process has put there meanwhile stays. */
export function publish(draft: string, place: string, files: SnapshotFiles): void {
  const about: About = { files: stampOf(files), boot: bootId(), onDisk: false }
  writeFileSync(join(draft, 'about.json'), JSON.stringify(about), { mode: 0o600 })
  try {
    renameSync(draft, place)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * Opens the snapshot at a place; `undefined` when there is none.
 *
 * @throws EngineError with the reason when it must not be used.
 */
export function openSnapshot(place: string): SnapshotFiles | undefined {
  const folder = lstatSync(place, { throwIfNoEntry: false })
  if (folder === undefined) return undefined
  if (!folder.isDirectory() || folder.uid !== process.getuid?.() || (folder.mode & 0o077) !== 0)
    throw new EngineError('others than its owner may write it')
  let files: SnapshotFiles | undefined
  try {
    const { files: stamp, boot, onDisk } = JSON.parse(readFileSync(join(place, 'about.json'), 'utf8')) as About
    files = openFiles(place, 'r+')
    if (stamp !== stampOf(files)) throw new EngineError('its files were changed')
    if (!onDisk && boot !== bootId()) throw new EngineError('this machine went down before it was on the disk')
    utimesSync(place, new Date(), new Date())
    return files
  } catch (error) {
    if (files !== undefined) closeFiles(files)
    throw error instanceof EngineError ? error : new EngineError('it is not whole', undefined, { cause: error })
  }
}

/** Brings a snapshot to the disk, so that it may be used after a restart of this machine, too. */
export async function bringToDisk(place: string): Promise<void> {
  const path = join(place, 'about.json')
  const about = JSON.parse(readFileSync(path, 'utf8')) as About
  if (about.onDisk) return
  const handles = await Promise.all(['state', 'memory'].map((name) => open(join(place, name), 'r+')))
  for (const handle of handles) {
    await handle.sync()
    await handle.close()
  }
  const next = `${path}.${process.pid}`
  const file = await open(next, 'w', 0o600)
  await file.writeFile(JSON.stringify({ ...about, onDisk: true } satisfies About))
  await file.sync()
  await file.close()
  renameSync(next, path)
}

export function removeSnapshot(place: string): void {
  const gone = `${place}.gone.${process.pid}`
  // Another process may be about to take it away, or to put one there: what is taken away is whole until then.
  try {
    renameSync(place, gone)
  } catch {
    return
  }
  rmSync(gone, { recursive: true, force: true })
}

export function closeFiles({ state, memory }: SnapshotFiles): void {
  closeSync(state)
  closeSync(memory)
}

function openFiles(folder: string, flags: string): SnapshotFiles {
  const state = openSync(join(folder, 'state'), flags)
  try {
    return { state, memory: openSync(join(folder, 'memory'), flags) }
  } catch (error) {
    closeSync(state)
    throw error
  }
}

// Nobody can set the time of a file's last change.
function stampOf({ state, memory }: SnapshotFiles): string {
  return [state, memory]
    .map((file) => fstatSync(file, { bigint: true }))
    .map(({ ino, size, mtimeNs, ctimeNs }) => [ino, size, mtimeNs, ctimeNs].join(' '))
    .join(', ')
}

function bootId(): string {
  const path = '/proc/sys/kernel/random/boot_id'
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
}
