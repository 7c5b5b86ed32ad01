import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  lstatSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { LabError } from '../../errors.ts'
import type { RootEntry } from '../guest-root/entry.ts'
import { guestRoot, guestSources } from '../guest-root/guest-root.ts'
import { keyOf } from '../guest-root/key.ts'

const unusedMs = 24 * 60 * 60 * 1000

/**
 * The folder that is the root of local labs, made once for each state of the files that it is made of.
 *
 * @param roots folders of unpacked packages.
 * @throws LabError when the cache cannot be written.
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
  makeRoot(path, entries)
  unusedRoots(folder, Date.now()).forEach(removeRoot)
  return path
}

/**
 * Makes a root of entries; where there is one already it stays.
 *
 * @throws LabError when it cannot be written, and nothing of it is left.
 */
export function makeRoot(path: string, entries: readonly RootEntry[]): void {
  const draft = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeEntries(draft, entries)
    renameSync(draft, path)
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true })
    // Two labs may start at once: what came first stays.
    if (existsSync(path)) return
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new LabError(`the root of local labs cannot be made: ${why}`, wayOut, { cause })
  }
}

const wayOut = 'XDG_CACHE_HOME=<a folder that is yours to write, with 100 MB free>, and npm start -- --prepare'

/** The roots and drafts of a folder that nobody used for a day, and that no lab has as its root now. */
export function unusedRoots(folder: string, nowMs: number): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const { mtimeMs } = (name.startsWith('root-') && lstatSync(path, { throwIfNoEntry: false })) || { mtimeMs: nowMs }
    return nowMs - mtimeMs > unusedMs && whileUnused(path, ['true']) ? [path] : []
  })
}

/** Removes a root, unless a lab has it now. */
export function removeRoot(path: string): void {
  whileUnused(path, ['rm', '-rf', path])
}

// A running lab's agent holds a shared lock on its root.
function whileUnused(path: string, argv: readonly string[]): boolean {
  return spawnSync('flock', ['--exclusive', '--nonblock', path, ...argv]).status === 0
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
