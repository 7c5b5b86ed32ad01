import type { FieldKind } from '../layers/field-kinds.ts'
import { compileArithmetic } from './compile-arithmetic.ts'
import { compileField } from './compile-field.ts'
import type { CallOperand, FieldOperand, LiteralOperand, Operand, Span } from './expression.ts'
import { fieldNames, findField } from './filter-field.ts'
import type { FilterField } from './filter-field.ts'
import { functions } from './functions.ts'
import { readLiteral } from './literal.ts'
import { sliceBytes } from './slice.ts'
import type { Source } from './source.ts'
import { findSimilar } from './suggest.ts'
import { toBytes, toText, valueClass } from './value.ts'

/** How compiling says that something cannot be. */
export type Fail = (reason: string, span: Span, suggestion?: string) => never

/** What compiling an operand depends on. */
export interface OperandContext {
  readonly fail: Fail
  /** The kind that a literal is read as: that of what stands beside it. */
  readonly expected?: FieldKind
  /** Whether the bytes of a protocol include what it carries; its header alone by default. */
  readonly extent?: 'header' | 'all'
}

/** The kind of an operand's values; undefined for a literal, which has that of its neighbour. */
export function kindOf(operand: Operand): FieldKind | undefined {
  switch (operand.type) {
    case 'field':
      return findField(operand.name)?.kind
    case 'literal':
      return undefined
    case 'slice':
      return 'bytes'
    case 'call':
      return functions.get(operand.name)?.gives ?? operand.arguments.map(kindOf).find((kind) => kind !== undefined)
    case 'arithmetic':
      return kindOf(operand.left) ?? kindOf(operand.right)
  }
}

/**
 * An operand made ready to be read from packets.
 *
 * @throws FilterError when a literal is not of the kind that is expected, or a part does not fit the others.
 */
export function compileOperand(operand: Operand, context: OperandContext): Source {
  switch (operand.type) {
    case 'field':
      return compileField(operand, knownField(operand, context.fail), context.extent ?? 'header')
    case 'literal':
      return compileLiteral(operand, context)
    case 'slice': {
      const source = compileOperand(operand.of, { fail: context.fail })
      const kind = valueClass(source.kind)
      if (kind === 'number' || kind === 'time') context.fail('only texts, bytes and addresses have parts', operand.span)
      const { ranges } = operand
      return {
        kind: 'bytes',
        read: (subject) => source.read(subject).flatMap((value) => sliceBytes(toBytes(value), ranges) ?? []),
      }
    }
    case 'call':
      return compileCall(operand, context)
    case 'arithmetic': {
      const expected = kindOf(operand) ?? context.expected
      const inner = { fail: context.fail, ...(expected && { expected }) }
      const [left, right] = [compileOperand(operand.left, inner), compileOperand(operand.right, inner)]
      return compileArithmetic(operand, left, right, context.fail)
    }
  }
}

function knownField({ name, span }: FieldOperand, fail: Fail): FilterField {
  return findField(name) ?? failUnknown(name, span, fail)
}

/** @throws FilterError always, with the name that may have been meant. */
export function failUnknown(name: string, span: Span, fail: Fail): never {
  const similar = findSimilar(name, fieldNames())
  const hint = similar === undefined ? '' : `: did you mean ${similar}?`
  return fail(`no field or protocol is named ${name}${hint}`, span, similar)
}

function compileLiteral(literal: LiteralOperand, { expected, fail }: OperandContext): Source {
  if (expected === undefined) return failAlone(literal, fail)
  const constant = readLiteral(literal, expected)
  if (typeof constant === 'string') {
    const similar =
      literal.form === 'plain' && /[.]/.test(literal.source) ? findSimilar(literal.source, fieldNames()) : undefined
    return fail(similar === undefined ? constant : `${constant}: did you mean ${similar}?`, literal.span, similar)
  }
  const { value, prefixLength } = constant
  const values = [value]
  const source = { kind: expected, read: () => values }
  if (prefixLength !== undefined) return { ...source, constant: { prefixLength } }
  const texts = [toText(expected, value)]
  return { ...source, constant: {}, readTexts: () => texts }
}

function failAlone(literal: LiteralOperand, fail: Fail): never {
  if (literal.form === 'plain' && /^[A-Za-z_][\w.]*$/.test(literal.source)) {
    return failUnknown(literal.source, literal.span, fail)
  }
  return fail(`${literal.source} is a value: a filter compares it with a field`, literal.span)
}

function compileCall(operand: CallOperand, { fail, expected }: OperandContext): Source {
  const { name, span } = operand
  const found = functions.get(name) ?? fail(`no function is named ${name}`, span)
  if (operand.arguments.length > found.maximumArguments) {
    fail(`${name} takes ${found.maximumArguments === 1 ? 'one argument' : `${found.maximumArguments} arguments`}`, span)
  }
  const kind = operand.arguments.map(kindOf).find((each) => each !== undefined)
  const inner = kind ?? (found.gives === undefined ? expected : undefined)
  const sources = operand.arguments.map((argument) => {
    const source = compileOperand(argument, { fail, ...(inner && { expected: inner }) })
    if (!found.kinds.includes(source.kind)) fail(`${name} takes ${found.takes}`, argument.span)
    if (kind !== undefined && valueClass(source.kind) !== valueClass(kind)) {
      fail(`the arguments of ${name} are of different kinds`, argument.span)
    }
    return source
  })
  return { kind: found.gives ?? sources[0]?.kind ?? 'number', read: (subject) => found.call(sources, subject) }
}
