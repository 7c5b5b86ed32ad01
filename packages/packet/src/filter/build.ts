import type { FieldValue } from '../layers/protocol.ts'
import { compileTest } from './compile-test.ts'
import { DisplayFilter } from './display-filter.ts'
import type { Expression, FieldOperand, LiteralOperand } from './expression.ts'
import { builtSpan } from './expression.ts'
import { FilterError } from './filter-error.ts'
import { findField } from './filter-field.ts'
import { parseOperand } from './parse-operand.ts'
import { toUtf8 } from './parse-quoted.ts'
import { printExpression } from './print.ts'
import { Scanner } from './scanner.ts'

/**
 * A filter of an expression that a program made.
 *
 * @throws FilterError when it compares what cannot be compared; the text in it is what the expression prints as.
 */
export function build(expression: Expression): DisplayFilter {
  const test = compileTest(expression, (reason, _span, suggestion) => {
    const text = printExpression(expression)
    throw new FilterError(reason, {
      text,
      position: 0,
      length: text.length,
      ...(suggestion !== undefined && { suggestion }),
    })
  })
  return new DisplayFilter(expression, test)
}

/** A field's name, perhaps with the layer operator. @throws FilterError when it is none. */
export function parseName(name: string): FieldOperand {
  const scanner = new Scanner(name)
  const operand = parseOperand(scanner)
  if (operand.type === 'field' && scanner.isAtEnd) return operand
  return scanner.fail(`no field or protocol is named ${name}`, { start: 0, end: name.length })
}

/** A value as it is written beside that field. */
export function literal(field: FieldOperand, value: NonNullable<FieldValue>): LiteralOperand {
  const kind = findField(field.name)?.kind
  const isText = typeof value === 'string' && (kind === 'string' || kind === 'date')
  return isText ? quoted(value) : plain(String(value))
}

export function plain(source: string): LiteralOperand {
  return { type: 'literal', form: 'plain', source, value: source, span: builtSpan }
}

/** A text in double quotes. */
export function quoted(text: string): LiteralOperand {
  const source = `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  return { type: 'literal', form: 'string', source, value: toUtf8(text), span: builtSpan }
}
