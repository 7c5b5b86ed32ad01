import type { Cell, CellFlags } from './cell.ts'
import { readFlag } from './read-flag.ts'
import { scanMarker, type MarkerToken } from './scan-marker.ts'

/** What a marker says. */
export interface Marker extends Pick<Cell, 'kind' | 'title' | 'flags'> {
  readonly mistakes: readonly MarkerMistake[]
}

/** What is wrong in a marker, `offset` characters behind its beginning. */
export interface MarkerMistake {
  readonly offset: number
  readonly message: string
  readonly fix: string
}

const bareFlags = new Set(['skip', 'hide', 'throws'])

/**
 * Reads what stands behind `%%`: `Title [markdown] flag key="value"`, each part optional.
 *
 * Flags stand last. A title that ends with the name of a flag is put in quotation marks.
 *
 * @example
 * ```ts
 * readMarker('The routes throws="AssertionError"')
 * // { kind: 'code', title: 'The routes', flags: { throws: 'AssertionError' }, mistakes: [] }
 * ```
 */
export function readMarker(text: string): Marker {
  const tokens = scanMarker(text)
  const type = tokens.find(({ form }) => form === 'type')
  const firstFlag = flagsBegin(tokens)
  const flagTokens = tokens.slice(firstFlag).filter((token) => token !== type)
  const titleTokens = tokens.slice(0, firstFlag).filter((token) => token !== type)
  const mistakes: MarkerMistake[] = titleTokens.filter(({ broken }) => broken !== undefined).map(brokenToken)
  let flags: CellFlags = {}
  const seen = new Set<string>()
  for (const token of flagTokens) {
    const read = token.broken === undefined ? readFlag(token, seen) : brokenToken(token)
    seen.add(token.name)
    if ('message' in read) mistakes.push(read)
    else flags = { ...flags, ...read }
  }
  const markdown = type?.name === 'markdown' || type?.name === 'md'
  if (type !== undefined && !markdown) {
    const message = `there is no cell type [${type.name}]`
    mistakes.push({ offset: type.offset, message, fix: 'write [markdown], or nothing for code' })
  }
  const [flag] = flagTokens
  if (markdown && flag !== undefined) {
    const message = `prose is not run: ${flag.name} says nothing here`
    mistakes.push({ offset: flag.offset, message, fix: 'take the flag away' })
  }
  const title = titleTokens.map(({ name }) => name).join(' ')
  return { kind: markdown ? 'markdown' : 'code', title, flags, mistakes }
}

/** From the first `key="value"`, or `[markdown]`, everything is a flag, and so are bare flags right before it or at the end. */
function flagsBegin(tokens: readonly MarkerToken[]): number {
  const found = tokens.findIndex(({ form }) => form === 'pair' || form === 'type')
  let first = found === -1 ? tokens.length : found
  for (; first > 0; first--) {
    const token = tokens[first - 1]
    if (token?.form !== 'word' || !bareFlags.has(token.name)) break
  }
  return first
}

function brokenToken({ form, name, offset, broken }: MarkerToken): MarkerMistake {
  const subject = form === 'pair' ? name : 'the title'
  if (broken === 'unquoted') {
    return { offset, message: `the value of ${subject} is not quoted`, fix: `write ${subject}="…"` }
  }
  return { offset, message: `the quotation mark of ${subject} is not closed`, fix: 'close it on the same line' }
}
