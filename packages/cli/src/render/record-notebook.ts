import { readRecord, RecordError, recordPath, sameMeaning, writeRecord, type RunRecord } from '@underlay/notebook'
import { keepsRecord, keptText } from './keeps-record.ts'
import type { RenderOptions } from './options.ts'
import { runShown } from './run-shown.ts'

/**
 * Runs a notebook and records the run beside it; a record that means the same stays as it is, and so
 * does a passing one when the run fails.
 *
 * @returns the record of the run, or the one that means the same, and whether the run passed
 */
export async function recordNotebook(
  path: string,
  { args = [], signal }: Pick<RenderOptions, 'args' | 'signal'>,
): Promise<{ readonly record: RunRecord; readonly passed: boolean }> {
  const target = recordPath(path)
  const ran = await runShown(path, args, signal)
  const passed = ran.metadata.underlay.outcome === 'pass'
  const recorded = await readRecord(target).catch(ignoreInvalid)
  const same = recorded !== undefined && sameMeaning(recorded, ran)
  const kept = !same && keepsRecord(recorded, ran)
  if (!same && !kept) await writeRecord(target, ran)
  process.stderr.write(`${target}: ${kept ? keptText : same ? 'unchanged' : 'recorded'}\n`)
  return { record: same ? recorded : ran, passed }
}

/** What is no record is written anew. */
function ignoreInvalid(error: unknown): undefined {
  if (!(error instanceof RecordError)) throw error
}
