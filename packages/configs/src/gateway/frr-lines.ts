import type { Position } from '../document/position.ts'

/** A line of an FRR configuration; `rest` is the text from a word on, as it stands. */
export interface FrrLine extends Position {
  readonly words: readonly string[]
  readonly rest: (from: number) => string
}

/** Cuts an FRR configuration into its lines; comments (`!`, `#`) and empty lines vanish. */
export function frrLines(source: string): readonly FrrLine[] {
  return source.split('\n').flatMap((text, index): FrrLine[] => {
    const found = [...text.matchAll(/\S+/g)]
    const [first] = found
    if (first === undefined || /^[!#]/.test(first[0])) return []
    const rest = (from: number): string => text.slice(found[from]?.index ?? text.length).trimEnd()
    return [{ line: index + 1, column: first.index + 1, words: found.map(([word]) => word), rest }]
  })
}
