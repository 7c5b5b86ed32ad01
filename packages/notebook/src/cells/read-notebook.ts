import { readFile, stat } from 'node:fs/promises'
import type { Notebook } from './cell.ts'
import { NotebookError } from './notebook-error.ts'
import { parseNotebook } from './parse-notebook.ts'

/**
 * Reads a notebook's file as its cells.
 *
 * @throws NotebookError when the file cannot be read, and what {@link parseNotebook} throws.
 * @example
 * ```ts
 * const { cells } = await readNotebook('examples/05-check-routes.mts')
 * ```
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string
  try {
    // A pipe would be waited for, and no signal end that.
    if (!(await stat(path)).isFile()) throw new Error('it is no file')
    text = await readFile(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const issue = { line: 1, column: 1, message: `cannot be read: ${reason}`, fix: 'name the notebook, an .mts file' }
    throw new NotebookError(path, [issue])
  }
  return parseNotebook(path, text)
}
