import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import { packCpio } from './cpio.ts'
import type { UnpackedDebian } from './debian.ts'
import { guestRoot, guestSources } from './guest-root.ts'

const unusedMs = 24 * 60 * 60 * 1000

/**
 * The path of the microVM's initramfs, packed once for each state of the files that it is made of.
 *
 * @throws ToolMissingError when a program that goes into it is missing.
 */
export async function initramfs(debian: UnpackedDebian): Promise<string> {
  const folder = join(cacheFolder(), 'microvm')
  const path = join(folder, `initramfs-${keyOf(debian)}.cpio`)
  if (existsSync(path)) {
    markUsed(path)
    return path
  }
  const bytes = packCpio(await guestRoot(debian))
  mkdirSync(folder, { recursive: true })
  removeUnused(folder, Date.now())
  // Two labs may start at once: each writes its own file, and the rename decides.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, path)
  return path
}

/** Removes the initramfs files and drafts of a folder that nobody used for a day; others may be about to be booted. */
export function removeUnused(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isInitramfs = /^initramfs-.*\.cpio(\.\d+)?$/.test(name)
    // Two labs may clean up at once.
    const { mtimeMs } = (isInitramfs && statSync(path, { throwIfNoEntry: false })) || { mtimeMs: nowMs }
    if (nowMs - mtimeMs > unusedMs) rmSync(path, { force: true })
  }
}

function markUsed(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // It boots as well from a cache that is not ours to write.
  }
}

function keyOf(debian: UnpackedDebian): string {
  const hash = createHash('sha256').update(JSON.stringify(debian))
  for (const source of guestSources(debian.roots)) {
    const { size, mtimeMs } = statSync(source)
    hash.update(`${source} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
