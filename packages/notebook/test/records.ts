import type { CellMetadata, CellOutput, RecordedCell, RunRecord } from '../src/index.ts'

type Meta = Partial<CellMetadata['underlay']>

/** A record of these cells. */
export function record(
  cells: readonly RecordedCell[],
  underlay: Partial<RunRecord['metadata']['underlay']> = {},
): RunRecord {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      language_info: { name: 'typescript', file_extension: '.mts' },
      underlay: {
        notebook: '05-check-routes.mts',
        args: [],
        sourceSha256: 'ab'.repeat(32),
        ranAt: '2026-11-26T02:48:26Z',
        outcome: 'pass',
        versions: { underlay: '0.1.0', node: '24.21.0' },
        ...underlay,
      },
    },
    cells,
  }
}

/** A code cell that was run. */
export function code(
  id: string,
  outputs: readonly CellOutput[],
  meta: Meta = {},
  source = `run('${id}')`,
): RecordedCell {
  const underlay = { title: `Title of ${id}`, firstLine: 31, lastLine: 40, ...meta }
  return { cell_type: 'code', id, metadata: { underlay }, source, execution_count: 1, outputs }
}

/** A code cell that was not run. */
export function unrun(id: string, meta: Meta = {}): RecordedCell {
  return { ...code(id, [], meta), execution_count: null } as RecordedCell
}

export function prose(id: string, source: string): RecordedCell {
  return { cell_type: 'markdown', id, metadata: { underlay: { firstLine: 1, lastLine: 3 } }, source }
}

export function stdout(text: string): CellOutput {
  return { output_type: 'stream', name: 'stdout', text }
}

export function stderr(text: string): CellOutput {
  return { output_type: 'stream', name: 'stderr', text }
}

export function display(data: Readonly<Record<string, string | object>>): CellOutput {
  return { output_type: 'display_data', data, metadata: {} }
}

export function failure(ename: string, evalue: string): CellOutput {
  return { output_type: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] }
}
