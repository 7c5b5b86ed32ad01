import { basename, dirname, extname, join } from 'node:path'
import { exportHtml, exportIpynb, exportMarkdown, type RunRecord } from '@underlay/notebook'
import { writeOutputFile } from '../output/output-file.ts'

const exporters = { md: exportMarkdown, html: exportHtml, ipynb: exportIpynb } as const

/** A form that a record can be exported in; the ending of its file. */
export type ExportFormat = keyof typeof exporters

/** Where a notebook's export is written: in a folder, or beside it. */
export function exportPath(notebook: string, format: ExportFormat, folder: string | undefined): string {
  return join(folder ?? dirname(notebook), `${basename(notebook, extname(notebook))}.${format}`)
}

/** Writes a record in another form, and makes the folder for it. */
export async function exportRecord(record: RunRecord, format: ExportFormat, path: string): Promise<void> {
  await writeOutputFile(path, exporters[format](record))
}
