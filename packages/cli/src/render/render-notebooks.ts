import { readFile } from 'node:fs/promises'
import { exportPath } from './export-record.ts'
import { UsageError } from '../command/usage-error.ts'
import type { RenderOptions } from './options.ts'
import { checkNotebook } from './check-notebook.ts'
import { exportNotebook } from './export-notebook.ts'
import { recordNotebook } from './record-notebook.ts'

/**
 * Renders notebooks in the order given, each to its end: the next one may need what the last one left, if only to clean up.
 *
 * @returns the exit code: 1 when a notebook failed or differs from its record
 */
export async function renderNotebooks(notebooks: readonly string[], options: RenderOptions): Promise<number> {
  refuseTwins(notebooks, options)
  for (const path of notebooks) await refusePlain(path)
  let code = 0
  for (const path of notebooks) {
    const passed = await renderNotebook(path, options)
    if (!passed) code = 1
  }
  return code
}

function renderNotebook(path: string, options: RenderOptions): Promise<boolean> {
  if (options.check) return checkNotebook(path, options)
  if (options.to !== undefined) return exportNotebook(path, { ...options, to: options.to })
  return recordNotebook(path, options).then(({ passed }) => passed)
}

// It would be run as one cell, whatever it is.
async function refusePlain(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new UsageError(
      `there is no file ${path} to read`,
      'a script with // %% cells, such as examples/05-check-routes.mts',
    )
  if (/^\s*\/\/ ?%%/m.test(text)) return
  throw new UsageError(
    `${path} has no cells`,
    `begin it with // %% and a title; a lab file is made by underlay up ${path}`,
  )
}

function refuseTwins(notebooks: readonly string[], { to, output }: RenderOptions): void {
  if (to === undefined) return
  const paths = notebooks.map((notebook) => exportPath(notebook, to, output))
  const twin = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twin !== undefined) throw new UsageError(`two notebooks would be exported to ${twin}`, 'export one at a time')
}
