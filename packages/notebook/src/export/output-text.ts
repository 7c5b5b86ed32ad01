import type { CellOutput, MimeBundle } from '../record/run-record.ts'

/** What a page shows of an output. */
export type ShownOutput =
  | { readonly kind: 'markup'; readonly markup: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Standard error: progress, which belongs to the machine. */
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }

/** Chooses how an output is shown: a picture or HTML where they may be, else plain text. */
export function shownOutput(output: CellOutput, mayBeMarkup: boolean): ShownOutput {
  switch (output.output_type) {
    case 'stream':
      return { kind: output.name === 'stdout' ? 'text' : 'progress', text: output.text }
    case 'error':
      return { kind: 'error', text: errorText(output) }
    case 'display_data': {
      const markup = mayBeMarkup
        ? (textOf(output.data, 'image/svg+xml') ?? textOf(output.data, 'text/html'))
        : undefined
      return markup === undefined
        ? { kind: 'text', text: textOf(output.data, 'text/plain') ?? JSON.stringify(output.data, undefined, 2) }
        : { kind: 'markup', markup }
    }
  }
}

function textOf(data: MimeBundle, form: string): string | undefined {
  const value = data[form]
  return typeof value === 'string' ? value : undefined
}

/** Its trace, which begins with its name and message; some errors have none. */
function errorText({ ename, evalue, traceback }: Extract<CellOutput, { output_type: 'error' }>): string {
  return traceback.length === 0 ? `${ename}: ${evalue}` : traceback.join('\n')
}
