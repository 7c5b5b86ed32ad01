import { readFile, stat } from 'node:fs/promises'
import { recordProblem } from './record-problem.ts'
import { RecordError } from './record-error.ts'
import type { RunRecord } from './run-record.ts'

/**
 * Reads the record of a run.
 *
 * @returns the record, or undefined when there is no such file
 * @throws RecordError when the file cannot be read, or is no record.
 * @example
 * ```ts
 * const record = await readRecord(recordPath('examples/05-check-routes.mts'))
 * ```
 */
export async function readRecord(path: string): Promise<RunRecord | undefined> {
  let value: unknown
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is no file')
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new RecordError(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
  const problem = recordProblem(value)
  if (problem !== undefined) throw new RecordError(path, problem)
  return value as RunRecord
}
