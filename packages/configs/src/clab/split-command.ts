/** A command cut into its arguments, or what is wrong with its quotes. */
export interface SplitCommand {
  readonly argv: readonly string[]
  /** A shell's special characters outside of quotes, in order; containerlab hands them to the program as they are. */
  readonly metacharacters: readonly string[]
  readonly fault?: string
}

/**
 * Cuts a command line into arguments as containerlab does (google/shlex): quotes, backslashes, `#` comments; no variables, no globs.
 *
 * An open quote ends with the line; {@link describeFabric} refuses such a line.
 *
 * @example
 * ```ts
 * splitCommand('sh -c "ip link set net0 up"') // ['sh', '-c', 'ip link set net0 up']
 * ```
 * @see https://github.com/google/shlex/blob/master/shlex.go
 */
export function splitCommand(line: string): readonly string[] {
  return lexCommand(line).argv
}

/** The same with what is wrong, for checks. */
export function lexCommand(line: string): SplitCommand {
  const argv: string[] = []
  const metacharacters: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  let escaped = false
  for (const character of line) {
    if (escaped) {
      word = (word ?? '') + character
      escaped = false
    } else if (character === '\\' && quote !== "'") escaped = true
    else if (quote) {
      if (character === quote) quote = undefined
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) argv.push(word)
      word = undefined
    } else if (character === '#' && word === undefined) break
    else {
      if (/[|&;<>$`]/.test(character)) {
        const run = word?.endsWith(metacharacters.at(-1) ?? '\n') ? (metacharacters.pop() ?? '') : ''
        metacharacters.push(run + character)
      }
      word = (word ?? '') + character
    }
  }
  if (word !== undefined) argv.push(word)
  const fault = quote
    ? `${quote} is never closed; add the closing quote`
    : escaped
      ? 'ends in a backslash; remove it'
      : undefined
  return { argv, metacharacters, ...(fault !== undefined && { fault }) }
}
