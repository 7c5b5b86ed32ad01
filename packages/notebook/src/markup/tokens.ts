import { decodeEntities } from './entities.ts'

/** A part of a text in HTML or SVG. */
export type MarkupToken =
  | {
      readonly kind: 'open'
      /** As it stands: SVG has capitals in some. */
      readonly name: string
      readonly attributes: readonly (readonly [name: string, value: string])[]
      /** `<path/>`: it has no content. */
      readonly isEmpty: boolean
    }
  | { readonly kind: 'close'; readonly name: string }
  /** Characters themselves, without entities. */
  | { readonly kind: 'text'; readonly text: string }

/** Their content is no markup. */
const raw = /^(?:script|style|textarea|xmp|iframe|noembed|noframes|noscript|plaintext)$/i
const attribute = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g

/**
 * The tags and texts of HTML or SVG, comments and declarations left out. Nothing is an error: what is no tag is text. It is
 * no browser's parser; who writes its tokens again decides what they may be, and escapes everything.
 */
export function* markupTokens(markup: string): Generator<MarkupToken> {
  let place = 0
  while (place < markup.length) {
    const start = markup.indexOf('<', place)
    const textEnd = start === -1 ? markup.length : start
    if (textEnd > place) yield textToken(markup.slice(place, textEnd))
    if (start === -1) return
    const end = endOf(markup, start)
    const part = markup.slice(start, end)
    place = end
    if (part.startsWith('<![CDATA[')) yield { kind: 'text', text: part.slice(9).replace(/\]\]>$/, '') }
    if (part.startsWith('<!') || part.startsWith('<?')) continue
    const [, slash, name, attributes = ''] = /^<(\/?)([a-z][^\s/>]*)([\s\S]*)>$/i.exec(part) ?? []
    if (name === undefined) yield textToken(part)
    else if (slash === '/') yield { kind: 'close', name }
    else {
      const isEmpty = attributes.endsWith('/')
      yield { kind: 'open', name, attributes: readAttributes(attributes), isEmpty }
      if (isEmpty || !raw.test(name)) continue
      const close = new RegExp(`</${name}`, 'gi')
      close.lastIndex = place
      const contentEnd = close.exec(markup)?.index ?? markup.length
      if (contentEnd > place) yield { kind: 'text', text: markup.slice(place, contentEnd) }
      place = contentEnd
    }
  }
}

/** Where the part ends that a `<` begins: behind a tag, a comment, or the sign itself where it is none. */
function endOf(markup: string, start: number): number {
  const behind = (end: string): number => {
    const found = markup.indexOf(end, start)
    return found === -1 ? markup.length : found + end.length
  }
  if (markup.startsWith('<!--', start)) return behind('-->')
  if (markup.startsWith('<![CDATA[', start)) return behind(']]>')
  if (!/[a-z/!?]/i.test(markup[start + 1] ?? '')) return start + 1
  const sign = /[>"']/g
  sign.lastIndex = start
  for (let match = sign.exec(markup); match !== null; match = sign.exec(markup)) {
    if (match[0] === '>') return match.index + 1
    const closing = markup.indexOf(match[0], match.index + 1)
    if (closing === -1) break
    sign.lastIndex = closing + 1
  }
  return markup.length
}

function readAttributes(source: string): readonly (readonly [string, string])[] {
  return [...source.matchAll(attribute)].map(([, name = '', double, single, bare]) => [
    name,
    decodeEntities(double ?? single ?? bare ?? ''),
  ])
}

function textToken(source: string): MarkupToken {
  return { kind: 'text', text: decodeEntities(source) }
}
