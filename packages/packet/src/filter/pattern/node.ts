/** Where an assertion holds: at the ends of the bytes, of a line, or between a word's letter and another. */
export type Assertion = 'start' | 'end' | 'very end' | 'line start' | 'line end' | 'word edge' | 'no word edge'

/** A regular expression as a tree; `set` has 1 for each byte that is accepted. */
export type PatternNode =
  | { readonly type: 'set'; readonly set: Uint8Array }
  | { readonly type: 'assertion'; readonly assertion: Assertion }
  | { readonly type: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly type: 'repeat'; readonly node: PatternNode; readonly minimum: number; readonly maximum: number }

/** What the letters in brackets switch: `(?i)`, `(?s)`, `(?m)`. */
export interface PatternFlags {
  readonly ignoreCase: boolean
  readonly dotAll: boolean
  readonly multiline: boolean
}
