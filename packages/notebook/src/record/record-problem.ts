type Fields = Readonly<Record<string, unknown>>

/** What keeps a JSON value from being a record of a run, or undefined when it is one. */
export function recordProblem(value: unknown): string | undefined {
  if (!isFields(value)) return 'is no JSON object'
  if (value['nbformat'] !== 4 || value['nbformat_minor'] !== 5) return 'is no nbformat 4.5'
  const metadata = isFields(value['metadata']) ? value['metadata']['underlay'] : undefined
  if (!isFields(metadata)) return 'has no metadata.underlay'
  for (const name of ['notebook', 'sourceSha256', 'ranAt', 'outcome']) {
    if (typeof metadata[name] !== 'string') return `metadata.underlay.${name} is no text`
  }
  if (!Array.isArray(metadata['args'])) return 'metadata.underlay.args is no list'
  if (!isFields(metadata['versions'])) return 'has no metadata.underlay.versions'
  const { cells } = value
  if (!Array.isArray(cells)) return 'cells is no list'
  for (const [index, cell] of cells.entries()) {
    const problem = cellProblem(cell)
    if (problem !== undefined) return `cells[${index}]${problem}`
  }
  return undefined
}

function cellProblem(cell: unknown): string | undefined {
  if (!isFields(cell)) return ' is no object'
  if (cell['cell_type'] !== 'markdown' && cell['cell_type'] !== 'code') return '.cell_type is neither markdown nor code'
  for (const name of ['id', 'source']) if (typeof cell[name] !== 'string') return `.${name} is no text`
  const metadata = isFields(cell['metadata']) ? cell['metadata']['underlay'] : undefined
  if (!isFields(metadata)) return ' has no metadata.underlay'
  for (const name of ['firstLine', 'lastLine']) {
    if (!Number.isInteger(metadata[name])) return `.metadata.underlay.${name} is no line`
  }
  if (cell['cell_type'] === 'markdown') return undefined
  if (cell['execution_count'] !== null && !Number.isInteger(cell['execution_count'])) {
    return '.execution_count is no number'
  }
  const { outputs } = cell
  if (!Array.isArray(outputs)) return '.outputs is no list'
  const bad = outputs.findIndex((output) => !isOutput(output))
  return bad === -1 ? undefined : `.outputs[${bad}] is no output`
}

function isOutput(output: unknown): boolean {
  if (!isFields(output)) return false
  switch (output['output_type']) {
    case 'stream':
      return (output['name'] === 'stdout' || output['name'] === 'stderr') && typeof output['text'] === 'string'
    case 'display_data':
      return isFields(output['data'])
    case 'error': {
      const { ename, evalue, traceback } = output
      return typeof ename === 'string' && typeof evalue === 'string' && isTexts(traceback)
    }
    default:
      return false
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
