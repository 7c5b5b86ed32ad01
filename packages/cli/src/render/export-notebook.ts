import { isCurrent, readNotebook, readRecord, recordPath, type RunRecord } from '@underlay/notebook'
import { describeFailures } from './describe-failures.ts'
import { exportPath, exportRecord, type ExportFormat } from './export-record.ts'
import type { RenderOptions } from './options.ts'
import { recordNotebook } from './record-notebook.ts'

/**
 * Exports a notebook's record, and says on stdout where to; runs it first where there is no record of it as it is now.
 *
 * @returns whether the run that is exported passed
 */
export async function exportNotebook(
  path: string,
  { to, output, args, signal }: RenderOptions & { readonly to: ExportFormat },
): Promise<boolean> {
  const { text } = await readNotebook(path)
  const recorded = await readRecord(recordPath(path))
  const current = recorded !== undefined && isCurrent(recorded, text) && sameArgs(recorded, args)
  const record = current ? recorded : (await recordNotebook(path, { args, signal })).record
  // A run has said its own.
  if (current) process.stderr.write(describeFailures(record))
  const target = exportPath(path, to, output)
  await exportRecord(record, to, target)
  process.stdout.write(`${target}\n`)
  return record.metadata.underlay.outcome === 'pass'
}

function sameArgs({ metadata }: RunRecord, args: readonly string[] | undefined): boolean {
  return args === undefined || JSON.stringify(args) === JSON.stringify(metadata.underlay.args)
}
