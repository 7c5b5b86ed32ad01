import { printable } from '@underlay/packet'

/** Markup whose texts were escaped. */
export interface Markup {
  readonly markup: string
}

/**
 * A text as HTML, whoever wrote it: of a packet, of a document. What would turn the writing around is spelled out.
 *
 * @example
 * ```ts
 * escapeHtml('<script>') // '&#60;script&#62;'
 * ```
 */
export function escapeHtml(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line).replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`))
    .join('\n')
}

/** Markup from a template: texts in it are escaped, markup is taken as it is, lists are joined, nothing is nothing. */
export function markup(
  parts: TemplateStringsArray,
  ...values: readonly (Markup | readonly Markup[] | string | number | undefined)[]
): Markup {
  const texts = values.map((value): string => {
    if (value === undefined) return ''
    if (typeof value !== 'object') return escapeHtml(String(value))
    return 'markup' in value ? value.markup : value.map(({ markup: text }) => text).join('')
  })
  return { markup: parts.map((part, index) => part + (texts[index] ?? '')).join('') }
}
