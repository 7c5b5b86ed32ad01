/**
 * A quoted string of DOT.
 *
 * @example
 * ```ts
 * quoteDot('say "a"') // '"say \\\\"a\\\\""'
 * ```
 */
export function quoteDot(text: string): string {
  return `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/**
 * A text inside of an HTML-like label of DOT.
 *
 * @example
 * ```ts
 * escapeDotLabel('<a>') // '&lt;a&gt;'
 * ```
 */
export function escapeDotLabel(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** What would break a line, or turn the writing around, becomes visible. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}
