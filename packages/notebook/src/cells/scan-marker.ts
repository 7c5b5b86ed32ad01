/** A piece of a marker: a word of the title, `[markdown]`, a flag alone or with its value. */
export interface MarkerToken {
  readonly form: 'word' | 'quoted' | 'type' | 'pair'
  /** The word, the quoted text, what stands in the brackets, or the name before `=`. */
  readonly name: string
  /** Of a pair; absent where what follows `=` is not quoted. */
  readonly value?: string
  /** Where it begins, in the scanned text. */
  readonly offset: number
  /** What is wrong with it as text. */
  readonly broken?: 'unclosed' | 'unquoted'
}

const pair = /^([A-Za-z_][\w-]*)=(.*)$/s
const quotes = new Set(['"', "'"])

/**
 * Cuts what stands behind `%%` into tokens. A quoted text may hold spaces, and a backslash before its quotation mark.
 *
 * @example
 * ```ts
 * scanMarker('The routes timeout="90s"').map(({ name }) => name) // ['The', 'routes', 'timeout']
 * ```
 */
export function scanMarker(text: string): readonly MarkerToken[] {
  const tokens: MarkerToken[] = []
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text.charAt(at))) {
      at++
      continue
    }
    const end = tokenEnd(text, at)
    tokens.push(readToken(text.slice(at, end), at))
    at = end
  }
  return tokens
}

/** A token ends at the first space outside of quotation marks, which open a token or follow its `=`. */
function tokenEnd(text: string, start: number): number {
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (quote !== '') {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (quotes.has(char) && (at === start || text.charAt(at - 1) === '=')) quote = char
    else if (/\s/.test(char)) return at
  }
  return text.length
}

function readToken(text: string, offset: number): MarkerToken {
  if (text.startsWith('[') && text.endsWith(']')) return { form: 'type', name: text.slice(1, -1), offset }
  if (quotes.has(text.charAt(0))) {
    const name = unquote(text)
    return name === undefined
      ? { form: 'quoted', name: text, offset, broken: 'unclosed' }
      : { form: 'quoted', name, offset }
  }
  const [, name, quoted] = pair.exec(text) ?? []
  if (name === undefined || quoted === undefined) return { form: 'word', name: text, offset }
  if (!quotes.has(quoted.charAt(0))) return { form: 'pair', name, offset, broken: 'unquoted' }
  const value = unquote(quoted)
  return value === undefined
    ? { form: 'pair', name, offset, broken: 'unclosed' }
    : { form: 'pair', name, value, offset }
}

function unquote(text: string): string | undefined {
  const quote = text.charAt(0)
  let plain = ''
  for (let at = 1; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === quote) return at === text.length - 1 ? plain : undefined
    plain += char === '\\' ? text.charAt(++at) : char
  }
  return undefined
}
