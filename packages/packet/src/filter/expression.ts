/** Where something stands in a filter's text; `builtSpan` for what a program made. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const builtSpan: Span = { start: 0, end: 0 }

export type EqualityOperator = '==' | '!=' | '===' | '!=='
export type ComparisonOperator = EqualityOperator | '>' | '>=' | '<' | '<='
export type ArithmeticOperator = '&' | '+' | '-' | '*' | '/' | '%'
export type LogicOperator = 'or' | 'xor' | 'and'

/** Whether one value of a field that is there several times is enough; by default the operator decides. */
export type Quantifier = 'any' | 'all'

/** A range as slices and the layer operator have it: inclusive, negative from the end; no `end` lasts to the end. */
export interface IndexRange {
  readonly first: number
  /** Number of items, or the last one. */
  readonly count?: number
  readonly last?: number
}

export interface FieldOperand {
  readonly type: 'field'
  readonly name: string
  /** Which layers of its protocol, counted from 1; all by default. */
  readonly layers?: readonly IndexRange[]
  readonly span: Span
}

/** A value as written; what it means depends on what it is compared with. */
export interface LiteralOperand {
  readonly type: 'literal'
  readonly form: 'plain' | 'string' | 'character'
  /** As it stands in the text. */
  readonly source: string
  /** What it says: escapes resolved, quotes taken off; bytes as characters up to U+00FF. */
  readonly value: string
  readonly span: Span
}

export interface SliceOperand {
  readonly type: 'slice'
  readonly of: Operand
  readonly ranges: readonly IndexRange[]
  readonly span: Span
}

export interface CallOperand {
  readonly type: 'call'
  readonly name: string
  readonly arguments: readonly Operand[]
  readonly span: Span
}

export interface ArithmeticOperand {
  readonly type: 'arithmetic'
  readonly operator: ArithmeticOperator
  readonly left: Operand
  readonly right: Operand
  readonly span: Span
}

export type Operand = FieldOperand | LiteralOperand | SliceOperand | CallOperand | ArithmeticOperand

/** A member of a set: a value, or all values from one to another. */
export type SetMember = Operand | { readonly type: 'range'; readonly from: Operand; readonly to: Operand }

/** A display filter as a tree. */
export type Expression =
  | { readonly type: 'logic'; readonly operator: LogicOperator; readonly terms: readonly Expression[] }
  | { readonly type: 'not'; readonly term: Expression }
  | { readonly type: 'exists'; readonly operand: Operand }
  | {
      readonly type: 'compare'
      readonly operator: ComparisonOperator
      readonly quantifier?: Quantifier
      readonly left: Operand
      readonly right: Operand
    }
  | {
      readonly type: 'contains' | 'matches'
      readonly quantifier?: Quantifier
      readonly left: Operand
      readonly right: Operand
    }
  | {
      readonly type: 'in'
      readonly quantifier?: Quantifier
      readonly left: Operand
      readonly members: readonly SetMember[]
    }
