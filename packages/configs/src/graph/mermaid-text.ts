import { oneLine } from './dot-text.ts'

/**
 * A text inside of a quoted label in Mermaid, which reads entities with # in the place of &, and HTML.
 *
 * @example
 * ```ts
 * mermaidText('<a>') // '#60;a#62;'
 * ```
 */
export function mermaidText(text: string): string {
  return oneLine(text).replaceAll(/[#&<>"`;]/g, (sign) => `#${sign.codePointAt(0)};`)
}
