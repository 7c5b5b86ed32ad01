import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { reportPage } from '@underlay/report'
import { gatherReport, type Cluster } from '@underlay/sdk'
import { UsageError } from '../command/usage-error.ts'
import { counted } from '../output/counted.ts'
import { prepareFile, writeOutputFile } from '../output/output-file.ts'

/** @throws UsageError when it is no time. */
export function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new UsageError(`--since ${text} is no time`, '--since 2026-11-26T08:00:00Z')
  return time.toISOString()
}

/**
 * Writes the page of a lab; gives its URL.
 *
 * @throws UsageError when the file cannot be written.
 */
export async function writeReport(
  cluster: Cluster,
  { file, since }: { readonly file: string | undefined; readonly since: string | undefined },
): Promise<string> {
  const path = resolve(file ?? join('.underlay', cluster.name, 'report.html'))
  await prepareFile(path)
  const report = await gatherReport(cluster, since === undefined ? {} : { since })
  const { captures, verdicts } = report
  await writeOutputFile(path, reportPage(report))
  process.stderr.write(`${counted(captures.length, 'capture')}, ${counted(verdicts.length, 'verdict')}\n`)
  return pathToFileURL(path).href
}
