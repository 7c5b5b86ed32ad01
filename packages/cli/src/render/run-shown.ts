import { runNotebook, type RunRecord } from '@underlay/notebook'
import { describeFailures } from './describe-failures.ts'
import { showProgress } from './progress.ts'

/** Runs a notebook, with its progress and its failures on stderr. */
export async function runShown(path: string, args: readonly string[], signal: AbortSignal): Promise<RunRecord> {
  using progress = showProgress(path)
  const record = await runNotebook(path, { args, signal, onCell: progress.onCell })
  process.stderr.write(describeFailures(record))
  return record
}
