import { safeMarkup } from '../markup/safe-markup.ts'
import type { CellOutput, RecordedCell, RunRecord } from '../record/run-record.ts'

/** Forms that a reader would carry out. */
const markupForms = ['text/html', 'image/svg+xml']

/**
 * A run as a Jupyter notebook with its outputs: flags are the tags that Jupyter's tools know, a title is the cell's, HTML and
 * SVG are written anew from known elements.
 *
 * @returns JSON of nbformat 4.5
 * @example
 * ```ts
 * await writeFile('routes.ipynb', exportIpynb(record))
 * ```
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function exportIpynb({ metadata, cells, ...format }: RunRecord): string {
  const language_info = { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' }
  return `${JSON.stringify({ ...format, metadata: { ...metadata, language_info }, cells: cells.map(exported) }, undefined, 1)}\n`
}

function exported(cell: RecordedCell): object {
  const { title, hide, skip, throws } = cell.metadata.underlay
  const tags = [
    ...(hide === true ? ['hide-input'] : []),
    ...(skip === true ? ['skip-execution'] : []),
    ...(throws === undefined ? [] : ['raises-exception']),
  ]
  const metadata = {
    ...cell.metadata,
    ...(title !== undefined && { title }),
    ...(tags.length > 0 && { tags }),
    ...(hide === true && { jupyter: { source_hidden: true } }),
  }
  return cell.cell_type === 'markdown'
    ? { ...cell, metadata }
    : { ...cell, metadata, outputs: cell.outputs.map(safeOutput) }
}

function safeOutput(output: CellOutput): CellOutput {
  if (output.output_type !== 'display_data') return output
  const data = Object.entries(output.data).map(([form, value]) => [
    form,
    markupForms.includes(form) && typeof value === 'string' ? safeMarkup(value) : value,
  ])
  return { ...output, data: Object.fromEntries(data) }
}
