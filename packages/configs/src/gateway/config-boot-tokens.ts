import type { Position } from '../document/position.ts'
import type { Problem } from '../document/yaml.ts'

/** A word, a brace or the end of a line of a `config.boot`. */
export interface Token extends Position {
  readonly type: 'word' | 'open' | 'close' | 'end'
  readonly text: string
}

// Sticky, one alternative each, no nested repetition: every step takes at least one character, in linear time.
const TOKEN =
  /(?<space>[ \t\r]+)|(?<end>[\n;])|(?<comment>\/\*[^]*?\*\/|\/\/[^\n]*)|(?<open>\{)|(?<close>\})|(?<quoted>"(?:[^"\\\n]|\\[^\n])*"|'[^'\n]*')|(?<word>[^\s{};"']+)|(?<stray>[^])/gy

/** Cuts a `config.boot` into tokens; comments vanish, quotes are taken off. What is left open becomes a problem and ends the list. */
export function tokenize(source: string): { readonly tokens: readonly Token[]; readonly problems: readonly Problem[] } {
  const tokens: Token[] = []
  const problems: Problem[] = []
  let line = 1
  let lineStart = 0
  for (const match of source.matchAll(TOKEN)) {
    const groups = match.groups ?? {}
    const text = match[0]
    const at = { line, column: match.index - lineStart + 1 }
    if (groups['stray'] !== undefined) {
      problems.push({ ...at, message: `${text} is never closed; add the closing quote` })
      return { tokens, problems }
    }
    if (groups['word']?.startsWith('/*')) {
      problems.push({ ...at, message: 'comment is never closed; add */' })
      return { tokens, problems }
    }
    if (groups['open'] !== undefined) tokens.push({ ...at, type: 'open', text })
    else if (groups['close'] !== undefined) tokens.push({ ...at, type: 'close', text })
    else if (groups['end'] !== undefined) tokens.push({ ...at, type: 'end', text })
    else if (groups['quoted'] !== undefined) tokens.push({ ...at, type: 'word', text: unquote(text) })
    else if (groups['word'] !== undefined) tokens.push({ ...at, type: 'word', text })
    const breaks = text.split('\n').length - 1
    line += breaks
    if (breaks > 0) lineStart = match.index + text.lastIndexOf('\n') + 1
  }
  return { tokens, problems }
}

function unquote(text: string): string {
  const inner = text.slice(1, -1)
  return text.startsWith('"') ? inner.replaceAll(/\\([^])/g, '$1') : inner
}
