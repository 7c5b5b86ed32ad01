import type { Layer } from '../layers/layer.ts'
import type { Test } from './compile-test.ts'
import { compileTest, joinTests } from './compile-test.ts'
import type { Expression, LogicOperator } from './expression.ts'
import { joinTerms, parseExpression } from './parse-expression.ts'
import { printExpression } from './print.ts'
import { Scanner } from './scanner.ts'
import type { FrameContext } from './subject.ts'
import { toSubject } from './subject.ts'

/**
 * A question about a packet, made from Wireshark's language by `parseFilter` or in TypeScript by `where` and `exists`;
 * filters are put together by their methods.
 *
 * @example
 * ```ts
 * const filter = where('ip.src').equals('10.1.5.10').and(exists('icmp'))
 * filter.matches(decode(packet)) // true
 * String(filter)                 // 'ip.src == 10.1.5.10 && icmp'
 * ```
 */
export class DisplayFilter {
  readonly #expression: Expression
  readonly #test: Test

  /** @internal `parseFilter`, `where` and `exists` make filters. */
  constructor(expression: Expression, test: Test) {
    this.#expression = expression
    this.#test = test
  }

  /** Both must hold. A text is read as by `parseFilter`. */
  and(other: DisplayFilter | string): DisplayFilter {
    return this.#join('and', other)
  }

  /** One of both must hold, or both. */
  or(other: DisplayFilter | string): DisplayFilter {
    return this.#join('or', other)
  }

  /** One of both must hold, not both. */
  xor(other: DisplayFilter | string): DisplayFilter {
    return this.#join('xor', other)
  }

  /** The opposite: it also holds for packets that do not have the field. */
  not(): DisplayFilter {
    return new DisplayFilter({ type: 'not', term: this.#expression }, (subject) => !this.#test(subject))
  }

  /**
   * Whether a packet passes.
   *
   * @param frame what the `frame.` fields ask for; without it they are not there.
   */
  matches(layers: readonly Layer[], frame: FrameContext = {}): boolean {
    return this.#test(toSubject(layers, frame))
  }

  /** The filter in Wireshark's language. */
  toString(): string {
    return printExpression(this.#expression)
  }

  #join(operator: LogicOperator, other: DisplayFilter | string): DisplayFilter {
    const right = typeof other === 'string' ? parseFilter(other) : other
    const expression = joinTerms(operator, [this.#expression, right.#expression])
    return new DisplayFilter(expression, joinTests(operator, [this.#test, right.#test]))
  }
}

/**
 * Reads a display filter in the useful subset of Wireshark's language: fields and protocols that this package reads and
 * `frame.` fields, comparisons, `in`, `contains`, `matches`, `any` and `all`, `and`, `or`, `xor`, `not`, the layer
 * operator, slices, functions and arithmetic. Headers that ICMP errors quote count when `matches` is told so.
 *
 * It takes texts of anybody: at most 10,000 characters, and a regular expression's time is linear.
 *
 * @throws FilterError when the text is no filter, names an unknown field, or compares what cannot be compared.
 * @example
 * ```ts
 * parseFilter('ip.src#1 == 10.1.5.0/24 && icmp.type in {0, 8}').matches(decode(packet))
 * ```
 * @see https://www.wireshark.org/docs/man-pages/wireshark-filter.html
 */
export function parseFilter(text: string): DisplayFilter {
  const scanner = new Scanner(text)
  const expression = parseExpression(scanner)
  const test = compileTest(expression, (reason, span, suggestion) => scanner.fail(reason, span, suggestion))
  return new DisplayFilter(expression, test)
}
