import { compareRuns, formatDifferences, readRecord, recordPath, sameMeaning, writeRecord } from '@underlay/notebook'
import { UsageError } from '../command/usage-error.ts'
import { keepsRecord, keptText } from './keeps-record.ts'
import type { RenderOptions } from './options.ts'
import { runShown } from './run-shown.ts'

/**
 * Runs a notebook again, with the arguments of its record, and says on stdout where it does not mean the same.
 *
 * @returns whether it passed, and means the same or was recorded anew
 * @throws UsageError when there is no record.
 */
export async function checkNotebook(path: string, { args, signal, update }: RenderOptions): Promise<boolean> {
  const target = recordPath(path)
  const recorded = await readRecord(target)
  if (recorded === undefined) throw new UsageError(`${path} has no record ${target}`, `underlay render ${path}`)
  const ran = await runShown(path, args ?? recorded.metadata.underlay.args, signal)
  const passed = ran.metadata.underlay.outcome === 'pass'
  const differences = compareRuns(recorded, ran)
  if (differences.length > 0) process.stdout.write(`${formatDifferences(differences)}\n`)
  const differs = update && !sameMeaning(recorded, ran)
  const kept = differs && keepsRecord(recorded, ran)
  if (differs && !kept) await writeRecord(target, ran)
  process.stderr.write(`${target}: ${kept ? keptText : outcome(differences.length === 0, differs)}\n`)
  return passed && (update || differences.length === 0)
}

function outcome(same: boolean, updated: boolean): string {
  if (updated) return 'recorded anew'
  return same ? 'means the same' : 'the run differs; if that is right, record it by underlay render -u'
}
