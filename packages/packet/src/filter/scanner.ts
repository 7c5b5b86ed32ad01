import type { Span } from './expression.ts'
import { FilterError } from './filter-error.ts'

/** The longest text that is read as a filter, in characters. */
const maximumTextLength = 10_000

/** How deep parentheses, negations and calls may be nested; more would exhaust the stack. */
const maximumDepth = 64

const space = /\s*/y

/** A place in a filter's text; the parser asks it for what may come next, because words mean different things in different places. */
export class Scanner {
  readonly text: string
  position = 0
  #depth = 0

  /** @throws FilterError when the text is too long. */
  constructor(text: string) {
    this.text = text
    if (text.length > maximumTextLength) {
      this.position = maximumTextLength
      this.fail(`a filter has at most ${maximumTextLength} characters, this has ${text.length}`)
    }
  }

  skipSpace(): void {
    space.lastIndex = this.position
    space.test(this.text)
    this.position = space.lastIndex
  }

  get isAtEnd(): boolean {
    this.skipSpace()
    return this.position >= this.text.length
  }

  /** Takes what the sticky expression matches here. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.position += found.length
    return found
  }

  /** Takes the symbol when it comes next, behind spaces. */
  takeSymbol(symbol: string): boolean {
    this.skipSpace()
    if (!this.text.startsWith(symbol, this.position)) return false
    this.position += symbol.length
    return true
  }

  /** @throws FilterError when something else comes next. */
  expectSymbol(symbol: string, where: string): void {
    if (!this.takeSymbol(symbol)) this.fail(`${symbol} is missing ${where}`)
  }

  /** Runs a part of the parser one level deeper. @throws FilterError when that is too deep. */
  nest<Result>(parse: () => Result): Result {
    if (this.#depth >= maximumDepth) this.fail(`nested more than ${maximumDepth} levels deep`)
    this.#depth += 1
    const result = parse()
    this.#depth -= 1
    return result
  }

  spanFrom(start: number): Span {
    return { start, end: this.position }
  }

  /** @throws FilterError always, at the span, or at what comes next. */
  fail(reason: string, span: Span = this.#next(), suggestion?: string): never {
    throw new FilterError(reason, {
      text: this.text,
      position: span.start,
      length: span.end - span.start,
      ...(suggestion !== undefined && { suggestion }),
    })
  }

  #next(): Span {
    this.skipSpace()
    const rest = this.text.slice(this.position, this.position + 100)
    const length = /^(?:[\w.:#-]+|\S?)/.exec(rest)?.[0].length ?? 0
    return { start: this.position, end: this.position + length }
  }
}
