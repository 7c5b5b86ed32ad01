// #region check
import { compareRuns, formatDifferences, readRecord, recordPath, runNotebook } from '@underlay/notebook'

export async function check(notebook: string): Promise<string> {
  const recorded = await readRecord(recordPath(notebook))
  if (recorded === undefined) return `${notebook} was never recorded`
  const ran = await runNotebook(notebook, { args: recorded.metadata.underlay.args })
  return formatDifferences(compareRuns(recorded, ran))
}
// #endregion
