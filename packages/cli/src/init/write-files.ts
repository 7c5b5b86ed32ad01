import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../command/usage-error.ts'
import type { TemplateFiles } from './template.ts'

/**
 * Writes files into a folder that is new or empty: all of them or, when one cannot be written, none.
 *
 * @throws UsageError when the folder is not empty, or cannot be made or written.
 */
export function writeFiles(folder: string, files: TemplateFiles): void {
  const made = makeFolder(folder)
  const [found] = readdirSync(folder)
  if (found !== undefined) {
    throw new UsageError(`${folder} is not empty: it has ${found}`, 'name a folder that is new or empty')
  }
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { flag: 'wx' })
  } catch (error) {
    for (const name of Object.keys(files)) rmSync(join(folder, name), { force: true })
    if (made !== undefined) rmSync(made, { recursive: true })
    throw refused(folder, error)
  }
}

/** The first folder that had to be made, if any. */
function makeFolder(folder: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw refused(folder, error)
  }
}

function refused(folder: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message : String(error)
  return new UsageError(`no lab can be made in ${folder}: ${why}`, 'name a folder that you may make and write')
}
