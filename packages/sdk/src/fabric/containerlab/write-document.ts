import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ClabDocument } from './clab-document.ts'

/**
 * Writes a document and the files that it binds, readable in containers; those of an earlier run are replaced.
 *
 * @example
 * ```ts
 * await writeDocument(clabDocument(topology, files, { folder }))
 * ```
 */
export async function writeDocument({ texts }: ClabDocument): Promise<void> {
  for (const [path, text] of texts) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, text, { mode: 0o644 })
  }
}
