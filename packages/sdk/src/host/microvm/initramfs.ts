import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  lstatSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../cache/cache-folder.ts'
import type { UnpackedDebian } from '../guest-root/debian.ts'
import { guestRoot, guestSources } from '../guest-root/guest-root.ts'
import { keyOf } from '../guest-root/key.ts'
import { scriptFolder } from '../guest/scripts.ts'
import { packCpio } from './cpio.ts'
import type { RootEntry } from '../guest-root/entry.ts'
import { modulesFirst, modulesRest, orderModules } from './kernel-modules.ts'

const unusedMs = 24 * 60 * 60 * 1000

/**
 * The path of the microVM's initramfs, packed once for each state of the files that it is made of.
 *
 * @throws ToolMissingError when a program that goes into it is missing.
 */
export async function initramfs(debian: UnpackedDebian): Promise<string> {
  const folder = join(cacheFolder(), 'microvm')
  const path = join(folder, `initramfs-${keyOf(debian, sourcesOf(debian))}.cpio`)
  if (existsSync(path)) {
    markUsed(path)
    return path
  }
  const bytes = packCpio([...(await guestRoot(debian.roots)), agent(), ...(await modules(debian.kernel.modules))])
  mkdirSync(folder, { recursive: true })
  // Two labs may clean up at once.
  for (const unused of unusedInitramfs(folder, Date.now())) rmSync(unused, { force: true })
  // Two labs may start at once: each writes its own file, and the rename decides.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, path)
  return path
}

/** The initramfs files and drafts of a folder that nobody used for a day; others may be about to be booted. */
export function unusedInitramfs(folder: string, nowMs: number): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const isInitramfs = /^initramfs-.*\.cpio(\.\d+)?$/.test(name)
    const { mtimeMs } = (isInitramfs && lstatSync(path, { throwIfNoEntry: false })) || { mtimeMs: nowMs }
    return nowMs - mtimeMs > unusedMs ? [path] : []
  })
}

function markUsed(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // It boots as well from a cache that is not ours to write.
  }
}

function sourcesOf({ roots }: UnpackedDebian): string[] {
  const own = ['initramfs', 'kernel-modules'].map((name) =>
    join(import.meta.dirname, `${name}${import.meta.filename.slice(-3)}`),
  )
  return [...own, ...guestSources(roots)]
}

function agent(): RootEntry {
  return { path: '/init', content: readFileSync(join(scriptFolder, 'agent.pl')), executable: true }
}

// The agent loads what stands in the two lists, in their order.
async function modules(folder: string): Promise<RootEntry[]> {
  const first = await orderModules(folder, modulesFirst)
  const rest = (await orderModules(folder, modulesRest)).filter((path) => !first.includes(path))
  const folders = new Set<string>()
  const files = [...first, ...rest].map((path): RootEntry => {
    for (let parent = dirname(`/modules/${path}`); parent !== '/'; parent = dirname(parent)) folders.add(parent)
    return { path: `/modules/${path}`, content: readFileSync(join(folder, path)), executable: false }
  })
  const sorted = [...folders].sort().map((path): RootEntry => ({ path, folder: true }))
  return [...sorted, ...files, list('first', first), list('rest', rest)]
}

function list(name: string, paths: readonly string[]): RootEntry {
  const content = Buffer.from(paths.map((path) => `/modules/${path}\n`).join(''))
  return { path: `/modules.${name}`, content, executable: false }
}
