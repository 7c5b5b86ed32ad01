/** Text of a stranger for a terminal: control characters, and those that turn the writing direction, are numbers; line breaks stay. */
export function harmless(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => {
    const number = sign.codePointAt(0) ?? 0
    return number < 256 ? `\\x${number.toString(16).padStart(2, '0')}` : `\\u{${number.toString(16)}}`
  })
}
