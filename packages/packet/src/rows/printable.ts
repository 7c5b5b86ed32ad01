/**
 * Text from a capture made safe for a terminal or a page: control characters, line breaks and characters that turn
 * the writing direction become `\u{…}` escapes.
 *
 * @example
 * ```ts
 * printable('net0\u001b[2J') // 'net0\\u{1b}[2J'
 * ```
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function printable(text: string): string {
  // Nearly all text is harmless, and that is seen faster than each character is classified.
  if (/^[\x20-\x7e→]*$/.test(text)) return text
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

/**
 * The same for text of several lines: line breaks and tabs stay.
 *
 * @example
 * ```ts
 * printableLines('one\n\u001b[2Jtwo') // 'one\n\\u{1b}[2Jtwo'
 * ```
 */
export function printableLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, printable)
}
