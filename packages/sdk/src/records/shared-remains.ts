import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../cache/cache-folder.ts'
import { removeRoot, unusedRoots } from '../host/local/root-folder.ts'
import { unusedInitramfs } from '../host/microvm/initramfs.ts'
import type { Leftover } from './leftover.ts'

/** Guest roots and microVM images that no lab has used for a day; they are removed unless it is a dry run. */
export function sharedRemains(dryRun: boolean): readonly Leftover[] {
  return [
    ...remains('local', 'folder', unusedRoots, removeRoot),
    ...remains('microvm', 'file', unusedInitramfs, (path) => rmSync(path, { force: true })),
  ]

  function remains(
    name: string,
    kind: string,
    unused: (folder: string, nowMs: number) => readonly string[],
    remove: (path: string) => void,
  ): readonly Leftover[] {
    const folder = join(cacheFolder(), name)
    const paths = existsSync(folder) ? unused(folder, Date.now()) : []
    if (!dryRun) paths.forEach((path) => remove(path))
    const reason = 'no lab has used it for a day'
    return paths.map((path) => {
      const removed = !existsSync(path)
      const problem = dryRun || removed ? undefined : 'a lab uses it again, or it may not be removed'
      return { what: `${kind} ${path}`, reason, removed, ...(problem !== undefined && { problem }) }
    })
  }
}
