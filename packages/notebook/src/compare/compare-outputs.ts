import type { CellOutput } from '../record/run-record.ts'
import { align } from './align.ts'
import { compareBundles } from './compare-bundles.ts'
import { compareText } from './compare-text.ts'
import type { Found } from './found.ts'
import type { Identities } from './identities.ts'
import { sanitizeLine } from './sanitize.ts'

/** What differs in the outputs of a cell, and in which. */
export interface OutputDifference extends Found {
  /** `stdout`, `display 2`, `error`. */
  readonly output: string
}

type Display = Extract<CellOutput, { output_type: 'display_data' }>
type Failure = Extract<CellOutput, { output_type: 'error' }>

/**
 * The outputs of a cell in two runs: standard output as one text, shown values one by one, the error. Standard error is
 * progress, which belongs to the machine, and is not compared.
 */
export function compareOutputs(
  recorded: readonly CellOutput[],
  ran: readonly CellOutput[],
  identities: Identities,
): readonly OutputDifference[] {
  const [one, other] = [stdoutOf(recorded), stdoutOf(ran)]
  const failures = [failureOf(recorded), failureOf(ran)] as const
  return [
    ...named('stdout', compareText(one, other, identities.forOutput())),
    ...compareDisplays(recorded.filter(isDisplay), ran.filter(isDisplay), identities),
    ...named('all outputs', compareCut(cutOf(recorded), cutOf(ran))),
    ...named('error', compareFailures(...failures, identities.forOutput())),
  ]
}

function named(output: string, found: readonly Found[]): readonly OutputDifference[] {
  return found.map((one) => ({ output, ...one }))
}

function stdoutOf(outputs: readonly CellOutput[]): string {
  return outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stdout' ? output.text : ''))
    .join('')
}

/** What `collectOutputs` says of what it did not keep. */
const cut = /^\[the first \d+ characters are kept; .*, SHA-256 [0-9a-f]{64}\]\n$/

function cutOf(outputs: readonly CellOutput[]): string | undefined {
  const last = outputs.at(-1)
  return last?.output_type === 'stream' && last.name === 'stderr' && cut.test(last.text) ? last.text.trim() : undefined
}

function compareCut(recorded: string | undefined, ran: string | undefined): readonly Found[] {
  if (sumOf(recorded) === sumOf(ran)) return []
  const both = { ...(recorded !== undefined && { recorded }), ...(ran !== undefined && { ran }) }
  return [{ where: 'what was cut', ...both }]
}

function sumOf(note: string | undefined): string | undefined {
  return note?.slice(note.indexOf('SHA-256'))
}

function isDisplay(output: CellOutput): output is Display {
  return output.output_type === 'display_data'
}

function failureOf(outputs: readonly CellOutput[]): Failure | undefined {
  return outputs.find((output) => output.output_type === 'error')
}

function compareDisplays(
  recorded: readonly Display[],
  ran: readonly Display[],
  identities: Identities,
): readonly OutputDifference[] {
  return align(recorded, ran, ({ data }) => sanitizeLine(plainText(data)).shape).flatMap((pair, index) => {
    const output = `display ${index + 1}`
    if (pair.recorded !== undefined && pair.ran !== undefined) {
      return named(output, compareBundles(pair.recorded.data, pair.ran.data, identities.forOutput()))
    }
    const [one, other] = [pair.recorded, pair.ran].map((display) => display && firstLine(plainText(display.data)))
    return [
      {
        output,
        where: 'all of it',
        ...(one !== undefined && { recorded: one }),
        ...(other !== undefined && { ran: other }),
      },
    ]
  })
}

function plainText(data: Display['data']): string {
  const text = data['text/plain']
  return typeof text === 'string' ? text : JSON.stringify(data)
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}

function compareFailures(
  recorded: Failure | undefined,
  ran: Failure | undefined,
  identities: Identities,
): readonly Found[] {
  if (recorded === undefined && ran === undefined) return []
  if (recorded === undefined || ran === undefined || recorded.ename !== ran.ename) {
    return [
      {
        where: 'all of it',
        ...(recorded !== undefined && { recorded: failureText(recorded) }),
        ...(ran !== undefined && { ran: failureText(ran) }),
      },
    ]
  }
  return compareText(recorded.evalue, ran.evalue, identities)
}

function failureText({ ename, evalue }: Failure): string {
  return `${ename}: ${evalue}`
}
