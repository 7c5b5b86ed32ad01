import { PatternProblem } from './pattern-problem.ts'

/** A place in a regular expression. */
export class PatternReader {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length
  }

  /** The next character, empty at the end. */
  peek(): string {
    return this.#text[this.#position] ?? ''
  }

  /** @throws PatternProblem at the end. */
  next(): string {
    const character = this.#text[this.#position]
    if (character === undefined) throw new PatternProblem('the regular expression ends too early')
    this.#position += 1
    return character
  }

  take(character: string): boolean {
    if (this.peek() !== character) return false
    this.#position += 1
    return true
  }

  /** Takes what the sticky expression matches here. */
  match(expression: RegExp): readonly (string | undefined)[] | undefined {
    expression.lastIndex = this.#position
    const found = expression.exec(this.#text)
    if (found === null) return undefined
    this.#position += found[0].length
    return found
  }
}
