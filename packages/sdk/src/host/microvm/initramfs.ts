import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { packCpio } from './cpio.ts'
import type { UnpackedDebian } from './debian.ts'
import { guestRoot, guestSources } from './guest-root.ts'

/**
 * The path of the microVM's initramfs, packed once for each state of the files that it is made of.
 *
 * @throws ToolMissingError when a program that goes into it is missing.
 */
export async function initramfs(debian: UnpackedDebian): Promise<string> {
  const folder = join(cacheFolder(), 'microvm')
  const path = join(folder, `initramfs-${keyOf(debian)}.cpio`)
  if (existsSync(path)) return path
  const bytes = packCpio(await guestRoot(debian))
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (/^initramfs-.*\.cpio$/.test(name)) rmSync(join(folder, name))
  // Two labs may start at once: each writes its own file, and the rename decides.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, path)
  return path
}

function keyOf(debian: UnpackedDebian): string {
  const hash = createHash('sha256').update(JSON.stringify(debian))
  for (const source of guestSources(debian.roots)) {
    const { size, mtimeMs } = statSync(source)
    hash.update(`${source} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
