import { keptAttribute, keptElements, unwrappedElements, voidElements } from './allowed.ts'
import { escapeMarkup } from './entities.ts'
import { markupTokens, type MarkupToken } from './tokens.ts'

/** How markup of strangers is taken over. */
export interface SafeMarkupOptions {
  /** Set before every id, so that several pictures in one page do not meet; nothing by default. */
  readonly idPrefix?: string
}

/**
 * HTML or SVG of a stranger, written anew from known elements and attributes: no script, no style sheet, no event handler,
 * nothing that is fetched, no link, every element closed. What is not known is left out with what it contains.
 *
 * @returns one line without line feeds: those of texts are `&#10;`, so that Markdown takes it as one block
 * @example
 * ```ts
 * safeMarkup('<svg onload="alert(1)"><script>x</script><text>worker</text></svg>') // '<svg><text>worker</text></svg>'
 * ```
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
 */
export function safeMarkup(markup: string, { idPrefix = '' }: SafeMarkupOptions = {}): string {
  let written = ''
  const open: string[] = []
  // Elements that are left out, the innermost last: only their own ends bring the text back.
  const hidden: string[] = []
  for (const token of markupTokens(markup)) {
    if (token.kind === 'text') {
      if (hidden.length === 0) written += escapeMarkup(token.text).replaceAll('\n', '&#10;')
      continue
    }
    const small = token.name.toLowerCase()
    const name = keptElements.get(small)
    if (unwrappedElements.has(small)) continue
    if (token.kind === 'open') {
      const isEmpty = token.isEmpty || voidElements.has(small)
      if (hidden.length > 0 || name === undefined) {
        if (!isEmpty && !leavesNothing.has(small)) hidden.push(small)
      } else if (voidElements.has(small)) written += `<${openTag(name, token, idPrefix)}>`
      else {
        written += `<${openTag(name, token, idPrefix)}>`
        if (isEmpty) written += `</${name}>`
        else open.push(name)
      }
    } else if (hidden.length > 0) {
      const place = hidden.lastIndexOf(small)
      if (place !== -1) hidden.splice(place)
    } else if (name !== undefined && open.includes(name)) {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        written += `</${last}>`
        if (last === name) break
      }
    }
  }
  return (
    written +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join('')
  )
}

/** Elements of HTML that contain nothing, and are not kept: they hide nothing after them. */
const leavesNothing = new Set(['img', 'input', 'link', 'meta', 'base', 'embed', 'source', 'track', 'area', 'param'])

function openTag(name: string, token: Extract<MarkupToken, { kind: 'open' }>, idPrefix: string): string {
  const attributes = new Map<string, string>()
  for (const [given, value] of token.attributes) {
    const attribute = keptAttribute(given)
    const safe = attribute === undefined ? undefined : safeValue(attribute, value, idPrefix)
    // The first of two of the same name counts, as in a browser.
    if (attribute !== undefined && safe !== undefined && !attributes.has(attribute)) attributes.set(attribute, safe)
  }
  return [name, ...[...attributes].map(([attribute, value]) => `${attribute}="${escapeMarkup(value)}"`)].join(' ')
}

const references = new Set(['href', 'aria-labelledby', 'aria-describedby', 'headers'])

/** Nothing but this page is referred to, and ids keep to their prefix. */
function safeValue(attribute: string, value: string, idPrefix: string): string | undefined {
  if (attribute === 'xmlns') return value === 'http://www.w3.org/2000/svg' ? value : undefined
  if (attribute === 'id') return idPrefix + value
  if (attribute === 'href') return /^#[\w.:-]+$/.test(value) ? `#${idPrefix}${value.slice(1)}` : undefined
  if (references.has(attribute))
    return value
      .split(/\s+/)
      .map((id) => idPrefix + id)
      .join(' ')
  if (!/url|[\\@]|\/\*/i.test(value) || attribute.startsWith('data-')) return value
  const local = /^url\(\s*["']?#([\w.:-]+)["']?\s*\)$/i.exec(value)
  return local === null ? plainText(attribute, value) : `url(#${idPrefix}${local[1]})`
}

/** What is read as text may say anything. */
function plainText(attribute: string, value: string): string | undefined {
  return ['title', 'aria-label', 'class'].includes(attribute) ? value : undefined
}
