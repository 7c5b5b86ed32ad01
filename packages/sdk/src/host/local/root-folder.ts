import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import type { RootEntry } from '../guest-root/entry.ts'
import { guestRoot, guestSources } from '../guest-root/guest-root.ts'
import { keyOf } from '../guest-root/key.ts'

const unusedMs = 24 * 60 * 60 * 1000

/**
 * The folder that is the root of local labs, made once for each state of the files that it is made of.
 *
 * @param roots folders of unpacked packages.
 * @throws ToolMissingError when a program that goes into it is missing.
 */
export async function rootFolder(roots: readonly string[]): Promise<string> {
  const folder = join(cacheFolder(), 'local')
  const path = join(folder, `root-${keyOf(roots, [import.meta.filename, ...guestSources(roots)])}`)
  if (existsSync(path)) {
    markUsed(path)
    return path
  }
  const entries = await guestRoot(roots)
  mkdirSync(folder, { recursive: true })
  removeUnused(folder, Date.now())
  const draft = `${path}.${process.pid}`
  writeEntries(draft, entries)
  try {
    renameSync(draft, path)
  } catch (error) {
    // Two labs may start at once: what came first stays.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(path)) throw error
  }
  return path
}

/** Removes the roots and drafts of a folder that nobody used for a day, and that no lab has as its root now. */
export function removeUnused(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('root-'))) {
    const path = join(folder, name)
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: nowMs }
    // A running lab's agent holds a shared lock on its root.
    if (nowMs - mtimeMs > unusedMs) spawnSync('flock', ['--exclusive', '--nonblock', path, 'rm', '-rf', path])
  }
}

function writeEntries(folder: string, entries: readonly RootEntry[]): void {
  mkdirSync(folder, { mode: 0o755 })
  for (const entry of entries) {
    const path = join(folder, entry.path)
    if ('folder' in entry) mkdirSync(path, { mode: 0o755 })
    else if ('link' in entry) symlinkSync(entry.link, path)
    else writeFileSync(path, entry.content, { mode: entry.executable ? 0o755 : 0o644 })
    // Whatever the umask.
    if (!('link' in entry)) chmodSync(path, 'content' in entry && !entry.executable ? 0o644 : 0o755)
  }
}

function markUsed(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // It is as good in a cache that is not ours to write.
  }
}
