import { sanitizers, type Sanitizer } from './sanitizers.ts'

/** A value that a sanitizer took out of a text. */
export interface Drawn {
  readonly sanitizer: Sanitizer
  readonly value: string
}

/** A line of text without what is drawn by lot. */
export interface Sanitized {
  readonly text: string
  /** The text with a placeholder, `‹mac›`, for each drawn value, and two blanks where there were more. */
  readonly shape: string
  /** In their order in the text. */
  readonly drawn: readonly Drawn[]
}

interface Span extends Drawn {
  readonly start: number
  readonly end: number
}

/**
 * Takes what is drawn by lot out of a line: two lines that mean the same have the same shape.
 *
 * @example
 * ```ts
 * sanitizeLine('net0 has 02:a3:53:ba:74:60, 12 ms').shape // 'net0 has ‹mac›, ‹duration›'
 * ```
 */
export function sanitizeLine(text: string): Sanitized {
  const drawn = findSpans(text)
  let shape = ''
  let end = 0
  for (const span of drawn) {
    shape += `${text.slice(end, span.start)}‹${span.sanitizer.name}›`
    end = span.end
  }
  shape += text.slice(end)
  return { text, shape: shape.replaceAll(/(?<=\S) {2,}/g, '  ').trimEnd(), drawn }
}

/** What an earlier sanitizer has found, a later one leaves alone. */
function findSpans(text: string): readonly Span[] {
  const spans: Span[] = []
  const taken = new Uint8Array(text.length)
  for (const sanitizer of sanitizers) {
    for (const match of text.matchAll(sanitizer.pattern)) {
      const value = match[1] ?? match[0]
      // A group stands last in its pattern: what follows it are lookaheads.
      const end = match.index + match[0].length
      const start = end - value.length
      if (taken.subarray(start, end).includes(1) || sanitizer.keep?.(value) === true) continue
      taken.fill(1, start, end)
      spans.push({ sanitizer, value, start, end })
    }
  }
  return spans.sort((one, other) => one.start - other.start)
}
