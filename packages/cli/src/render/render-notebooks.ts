import type { RenderOptions } from './options.ts'
import { checkNotebook } from './check-notebook.ts'
import { recordNotebook } from './record-notebook.ts'

/**
 * Renders notebooks in the order given, each to its end: the next one may need what the last one left, if only to clean up.
 *
 * @returns the exit code: 1 when a notebook failed or differs from its record
 */
export async function renderNotebooks(notebooks: readonly string[], options: RenderOptions): Promise<number> {
  let code = 0
  for (const path of notebooks) {
    const passed = await renderNotebook(path, options)
    if (!passed) code = 1
  }
  return code
}

function renderNotebook(path: string, options: RenderOptions): Promise<boolean> {
  if (options.check) return checkNotebook(path, options)
  return recordNotebook(path, options).then(({ passed }) => passed)
}
