import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../cache/cache-folder.ts'
import { removeRoot, unusedRoots } from '../host/local/root-folder.ts'
import { unusedInitramfs } from '../host/microvm/initramfs.ts'
import { unfinished, unusedSnapshots } from '../host/microvm/snapshot-folder.ts'
import type { Leftover } from './leftover.ts'

/**
 * Guest roots, microVM images and snapshots that no lab has used for a day, and what killed processes left of those; they
 * are removed unless it is a dry run.
 */
export function sharedRemains(dryRun: boolean): readonly Leftover[] {
  return [
    ...remains('local', 'folder', unusedRoots, removeRoot),
    ...remains('microvm', 'file', unusedInitramfs, remove),
    ...remains('microvm', 'folder', unusedSnapshots, remove),
    ...remains('microvm', 'draft', (folder) => unfinished(folder), remove, 'the process that wrote it has ended'),
  ]

  function remains(
    name: string,
    kind: string,
    unused: (folder: string, nowMs: number) => readonly string[],
    removeOne: (path: string) => void,
    reason = 'no lab has used it for a day',
  ): readonly Leftover[] {
    const folder = join(cacheFolder(), name)
    const paths = existsSync(folder) ? unused(folder, Date.now()) : []
    return paths.map((path) => {
      const said = dryRun ? undefined : tried(() => removeOne(path))
      const removed = !existsSync(path)
      const problem = dryRun || removed ? undefined : (said ?? 'a lab uses it again, or it may not be removed')
      return { what: `${kind} ${path}`, reason, removed, ...(problem !== undefined && { problem }) }
    })
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

function tried(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
