import { rename, writeFile } from 'node:fs/promises'
import type { RunRecord } from './run-record.ts'

/**
 * Writes a record as JSON that reads well in a diff; the file is whole or not changed.
 *
 * @example
 * ```ts
 * await writeRecord(recordPath('examples/05-check-routes.mts'), record)
 * ```
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`
  await writeFile(unfinished, `${JSON.stringify(record, undefined, 2)}\n`)
  await rename(unfinished, path)
}
