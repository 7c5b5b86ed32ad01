/** Finds lines and columns, from 1, of offsets in a text. */
export interface SourceText {
  readonly lineCount: number
  position(offset: number): { readonly line: number; readonly column: number }
  /** Without its end; empty beyond the last. */
  line(number: number): string
  lineStart(number: number): number
}

/** Cuts a text into lines once, for many questions. */
export function sourceText(text: string): SourceText {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineStart = (number: number) => starts[number - 1] ?? text.length
  return {
    lineCount: starts.length,
    position: (offset) => {
      const after = starts.findIndex((start) => start > offset)
      const line = after === -1 ? starts.length : after
      return { line, column: offset - lineStart(line) + 1 }
    },
    line: (number) => text.slice(lineStart(number), lineStart(number + 1)).replace(/\r?\n$/, ''),
    lineStart,
  }
}
