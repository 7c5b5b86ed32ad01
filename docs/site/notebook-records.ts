import { createHash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { readRecord, recordPath, type RunRecord } from '@underlay/notebook'

/** A notebook with its run. */
export interface RecordedNotebook {
  /** `05-check-routes`. */
  readonly name: string
  readonly record: RunRecord
}

/**
 * The notebooks of a folder with their records.
 *
 * @throws {Error} with each notebook that has no record, or the record of another text.
 */
export async function recordedNotebooks(folder: string): Promise<readonly RecordedNotebook[]> {
  const files = await Array.fromAsync(glob('[0-9][0-9]-*.mts', { cwd: folder }))
  const all = await Promise.all(
    files.toSorted().map(async (file) => {
      const path = join(folder, file)
      const record = await readRecord(recordPath(path))
      return {
        name: basename(file, '.mts'),
        record,
        problem: recordProblem(file, await readFile(path, 'utf8'), record),
      }
    }),
  )
  const problems = all.flatMap(({ problem }) => problem ?? [])
  if (problems.length > 0) throw new Error(`pages cannot be made:\n${problems.join('\n')}`)
  return all.flatMap(({ name, record }) => (record === undefined ? [] : [{ name, record }]))
}

/** Why a notebook's record says nothing about it, with the command to run; undefined where it does. */
export function recordProblem(file: string, text: string, record: RunRecord | undefined): string | undefined {
  const fix = `run npx underlay render -u examples/${file}`
  if (record === undefined) return `examples/${file} has no record: ${fix}`
  const { sourceSha256, outcome } = record.metadata.underlay
  if (sourceSha256 !== createHash('sha256').update(text).digest('hex')) {
    return `examples/${file} is not what was recorded: ${fix}`
  }
  return outcome === 'pass' ? undefined : `examples/${file} failed when it was recorded: ${fix}`
}

/** What a cell of a notebook showed: its media type, and how its text starts where it showed several. */
export interface ShownValue {
  readonly notebook: string
  readonly cell: string
  readonly type: string
  readonly starts?: string
}

/**
 * What a cell of a recorded notebook showed.
 *
 * @throws {Error} when it showed no such thing.
 */
export function shownBy(
  notebooks: readonly RecordedNotebook[],
  { notebook, cell, type, starts = '' }: ShownValue,
): string {
  const cells = notebooks.find(({ name }) => name === notebook)?.record.cells ?? []
  const outputs = cells.flatMap((each) => (each.cell_type === 'code' && each.id === cell ? each.outputs : []))
  const bundles = outputs.flatMap((output) => (output.output_type === 'display_data' ? [output.data] : []))
  const shown = bundles.find((bundle) => String(bundle['text/plain']).startsWith(starts))?.[type]
  if (typeof shown !== 'string') throw new Error(`examples/${notebook}.mts: the cell ${cell} shows no ${type}`)
  return shown
}
