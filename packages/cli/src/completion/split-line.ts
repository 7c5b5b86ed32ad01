/**
 * The words of a shell's line, quotes taken off; the last is empty when a blank stands before the cursor.
 *
 * @example
 * splitLine('underlay exec "a b" ') // ['underlay', 'exec', 'a b', '']
 */
export function splitLine(line: string): string[] {
  const words = [...line.matchAll(/(?:"[^"]*"?|'[^']*'?|\\.?|[^\s"'\\])+/g)].map(([word]) => unquoted(word))
  return line === '' || /\s$/.test(line) ? [...words, ''] : words
}

function unquoted(word: string): string {
  return word.replace(/"([^"]*)"?|'([^']*)'?|\\(.?)/g, (_, double?: string, single?: string, escaped?: string) => {
    return double ?? single ?? escaped ?? ''
  })
}
