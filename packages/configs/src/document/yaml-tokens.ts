import type { CST, LineCounter } from 'yaml'
import { Lexer, Parser } from 'yaml'

// The manifest of Calico 3.32 has 45,000 words, 26 levels deep.
const MOST_WORDS = 300_000
const DEEPEST = 100
const MOST_BROKEN = 200

/** The tokens of a YAML text up to the first place where it is more than a document of a lab can be. */
export interface YamlTokens {
  readonly tokens: readonly CST.Token[]
  readonly excess?: { readonly offset: number; readonly message: string }
}

/**
 * Splits a YAML text into tokens, in linear time, and stops at a text that nobody wrote by hand: what comes after (composing,
 * checking) is recursive, and takes a hundred times as long for each word as this.
 */
export function readTokens(source: string, lines: LineCounter): YamlTokens {
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  let words = 0
  let broken = 0
  for (const word of new Lexer().lex(source)) {
    for (const token of parser.next(word)) {
      tokens.push(token)
      if (token.type === 'error') broken++
    }
    const { offset, stack } = parser
    if (stack.length > DEEPEST)
      return { tokens, excess: { offset, message: `is nested deeper than ${DEEPEST} levels; write it flatter` } }
    if (++words > MOST_WORDS)
      return { tokens, excess: { offset, message: `has more than ${MOST_WORDS} words and marks; split it` } }
    // The rest of a text that is no YAML says nothing more.
    if (broken > MOST_BROKEN) break
  }
  tokens.push(...parser.end())
  return { tokens }
}
