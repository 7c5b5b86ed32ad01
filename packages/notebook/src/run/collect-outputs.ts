import { createHash } from 'node:crypto'
import { stripVTControlCharacters } from 'node:util'
import type { CellOutput, MimeBundle } from '../record/run-record.ts'

const keptCharacters = 1024 * 1024

/** The outputs of one cell, as they come. */
export interface CellOutputs {
  /** Returns what was kept of it, if anything. */
  add(output: CellOutput): CellOutput | undefined
  /** As they are recorded: consecutive writes to one stream are one output, without terminal sequences. */
  done(): readonly CellOutput[]
}

/**
 * Collects the outputs of a cell up to a limit, and says what went beyond it, with a sum by which two runs are compared
 * (of all but standard error). Errors are always kept.
 *
 * @example
 * ```ts
 * const outputs = collectOutputs()
 * outputs.add({ output_type: 'stream', name: 'stdout', text: 'a' })
 * outputs.add({ output_type: 'stream', name: 'stdout', text: 'b\n' })
 * outputs.done() // [{ output_type: 'stream', name: 'stdout', text: 'ab\n' }]
 * ```
 */
export function collectOutputs(limit: number = keptCharacters): CellOutputs {
  const outputs: CellOutput[] = []
  let kept = 0
  let lost = 0
  const rest = createHash('sha256')
  let compared = false
  const lose = (output: CellOutput, from: number) => {
    if (output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr')) return
    compared = true
    rest.update(output.output_type === 'stream' ? output.text.slice(from) : JSON.stringify(output.data))
  }
  return {
    add: (output) => {
      const whole = sizeOf(output)
      if (output.output_type !== 'error' && kept + whole > limit) {
        const room = limit - kept
        const part =
          output.output_type === 'stream' && room > 0 ? { ...output, text: output.text.slice(0, room) } : undefined
        lost += whole - (part === undefined ? 0 : room)
        lose(output, part === undefined ? 0 : room)
        kept = limit
        if (part === undefined) return undefined
        append(outputs, part)
        return part
      }
      kept += whole
      append(outputs, output)
      return output
    },
    done: () => {
      const all = outputs.map(plainOutput)
      if (lost === 0) return all
      const sum = compared ? `, SHA-256 ${rest.copy().digest('hex')}` : ''
      const text = `[the first ${limit} characters are kept; ${lost} more were put out${sum}]\n`
      return [...all, { output_type: 'stream', name: 'stderr', text }]
    },
  }
}

function append(outputs: CellOutput[], output: CellOutput): void {
  const last = outputs.at(-1)
  if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
    outputs[outputs.length - 1] = { ...last, text: last.text + output.text }
  } else outputs.push(output)
}

function sizeOf(output: CellOutput): number {
  if (output.output_type === 'stream') return output.text.length
  return output.output_type === 'error' ? 0 : JSON.stringify(output.data).length
}

function plainOutput(output: CellOutput): CellOutput {
  const plain = stripVTControlCharacters
  if (output.output_type === 'stream') return { ...output, text: plain(output.text) }
  if (output.output_type === 'error') {
    const traceback = output.traceback.map((line) => plain(line))
    return { ...output, ename: plain(output.ename), evalue: plain(output.evalue), traceback }
  }
  return { ...output, data: plainBundle(output.data) }
}

function plainBundle(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, value]) => [
      type,
      typeof value === 'string' ? stripVTControlCharacters(value) : value,
    ]),
  )
}
