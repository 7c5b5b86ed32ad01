// The longest path and the longest message of our own have a third of it.
const LONGEST = 2000

/**
 * What an issue says of a stranger's text, in one line that no terminal obeys: control characters, and those that turn
 * the writing direction or are not seen, are spaces; a letter that only looks like a Latin one is its number.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
export function oneLine(words: string): string {
  const short = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words
  if (/^[\x20-\x7e…]*$/.test(short)) return short
  return short
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\S+/gu, (word) => (/[a-z]/i.test(word) ? word.replaceAll(/\p{L}/gu, numbered) : word))
}

function numbered(letter: string): string {
  return /\p{Script=Latin}/u.test(letter) ? letter : `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`
}
