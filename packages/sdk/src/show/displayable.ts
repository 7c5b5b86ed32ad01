import { formatVerdict, verdictHtml, type Verdict } from '@underlay/evidence'
import { inspect } from 'node:util'

/** What a value shows of itself, by media type: `text/plain` at least. */
export type DisplayBundle = Readonly<Record<string, string | object>> & { readonly 'text/plain': string }

/** The name of the method by which a value shows itself, to Jupyter and Deno too: `Symbol.for('Jupyter.display')`. */
const display: unique symbol = Symbol.for('Jupyter.display')

/**
 * A value that shows itself.
 *
 * @see https://docs.deno.com/runtime/reference/cli/jupyter/
 */
export interface Displayable {
  [display](): DisplayBundle
}

/** A displayable of what it shows. */
export function displayable(bundle: DisplayBundle): Displayable {
  return { [display]: () => bundle }
}

/** What a value shows: by its own method, a verdict in a line, a text as it is, anything else as Node.js inspects it. */
export function bundleOf(value: unknown): DisplayBundle {
  if (isDisplayable(value)) return value[display]()
  if (isVerdict(value)) return { 'text/plain': formatVerdict(value), 'text/html': verdictHtml(value) }
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) }
}

function isDisplayable(value: unknown): value is Displayable {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Displayable>)[display] === 'function'
}

function isVerdict(value: unknown): value is Verdict {
  const { outcome, summary, message } = Object(value) as Partial<Record<keyof Verdict, unknown>>
  const isOutcome = outcome === 'pass' || outcome === 'fail' || outcome === 'inconclusive'
  return isOutcome && typeof summary === 'string' && typeof message === 'string'
}
