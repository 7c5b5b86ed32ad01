import { MAX_INTERFACE_NAME } from '../address/names.ts'

const MAX_LENGTH = 64
const MAX_QUANTIFIERS = 8

/** A pattern over interface names, or why it is none. */
export type InterfacePattern = { readonly matches: (name: string) => boolean } | { readonly fault: string }

/**
 * Compiles one regular expression over interface names.
 *
 * Calico's are Go's, which run in linear time; JavaScript's do not, so what could backtrack for long is refused: together with
 * names of 15 characters at most, these limits keep a match far below a second.
 */
export function interfacePattern(source: string): InterfacePattern {
  const fault = unsafe(source)
  if (fault) return { fault: `'${source.slice(0, MAX_LENGTH)}' ${fault}` }
  try {
    const pattern = new RegExp(source, 'u')
    return { matches: (name) => name.length <= MAX_INTERFACE_NAME && pattern.test(name) }
  } catch {
    return { fault: `'${source}' is not a regular expression` }
  }
}

function unsafe(source: string): string | undefined {
  if (source === '') return 'is empty; write a pattern such as net0 or eth.*'
  if (source.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  // Escapes and character classes hold no operators.
  const bare = source.replaceAll(/\\[^]/gu, 'x').replaceAll(/\[\^?\]?[^\]]*\]/gu, 'x')
  if (/\(\?(?!:)/u.test(bare) || /\\[1-9k]/u.test(source))
    return 'uses look-around, flags or back-references, which is not supported'
  if (/\)[*+{]/u.test(bare)) return 'repeats a group, which is not supported; repeat a single character or class'
  if (/[(|]\||\|\)|\(\)/u.test(bare.replaceAll('?:', ''))) return 'has an empty alternative; remove it'
  if ((bare.match(/[*+?{]/gu) ?? []).length > MAX_QUANTIFIERS) return `has more than ${MAX_QUANTIFIERS} repetitions`
  return undefined
}
