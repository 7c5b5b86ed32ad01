import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A notebook in a folder of its own, which ends with the test. */
export function tempNotebook(lines: readonly string[], name = 'notebook.mts'): { folder: string; path: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'underlay-notebook-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return { folder, path }
}
