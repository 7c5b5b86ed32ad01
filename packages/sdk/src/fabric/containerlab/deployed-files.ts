import { rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FabricRecord } from '../../lab/state.ts'
import { clabDocumentPath } from './clab-document.ts'
import { placeFiles } from './place-files.ts'

/**
 * Removes what was written for containerlab, and by it, into a lab's folder: the document, the files that it binds, and
 * containerlab's own folder. All else there stays; so does what may not be removed.
 *
 * @param folder absolute.
 * @see https://containerlab.dev/manual/conf-artifacts/
 */
export async function removeDeployedFiles({ topology, files }: FabricRecord, folder: string): Promise<void> {
  const document = basename(clabDocumentPath(topology, folder))
  await remove(join(folder, `clab-${topology.name}`), { recursive: true })
  const bound = [...placeFiles(files, []).texts.keys()]
  for (const name of [document, `.${document}.bak`, ...bound]) await remove(join(folder, name))
  // The deepest first; one that holds more stays.
  const folders = new Set(bound.flatMap(foldersOf))
  for (const name of [...folders].toSorted((a, b) => b.length - a.length))
    await rmdir(join(folder, name)).catch(() => {})
}

function remove(path: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
  return rm(path, { ...options, force: true }).catch(() => {})
}

function foldersOf(path: string): string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [folder, ...foldersOf(folder)]
}
