import { formatHex } from '../bytes/hex.ts'
import { build, parseName, plain, quoted, literal } from './build.ts'
import type { DisplayFilter } from './display-filter.ts'
import type { ComparisonOperator, SetMember } from './expression.ts'
import type { FilterFieldName, FilterName, FilterValue } from './filter-field-types.ts'

/** How a field can be asked; each gives a filter, and throws FilterError when the field cannot have the value. */
export interface FieldCondition<Value> {
  /** `==`: any value of the field is this one, or an address in this network: `'10.0.0.0/8'`. */
  readonly equals: (value: Value) => DisplayFilter
  /** `!=`: the field is there, and no value of it is this one. */
  readonly differs: (value: Value) => DisplayFilter
  readonly isAbove: (value: Value) => DisplayFilter
  readonly isAtLeast: (value: Value) => DisplayFilter
  readonly isBelow: (value: Value) => DisplayFilter
  readonly isAtMost: (value: Value) => DisplayFilter
  /** `in`: one of these values, or between two of them, both included. */
  readonly isIn: (members: readonly (Value | readonly [Value, Value])[]) => DisplayFilter
  /** `contains`: these bytes, or this text. */
  readonly contains: (part: string | Uint8Array) => DisplayFilter
  /** `matches`: a regular expression of Perl's kind, which ignores case. */
  readonly matches: (pattern: string) => DisplayFilter
}

/** A field's name, also with the layer operator: `ip.src#2`. */
type WhereName<Name extends string> = Name | `${Name}#${number}`

/**
 * Begins a display filter in TypeScript: the same as a text of `parseFilter`, with the field's name and type checked.
 *
 * @throws FilterError when no field has that name.
 * @example
 * ```ts
 * where('ip.src').equals('10.1.5.10').and(exists('icmp'))
 * where('tcp.port').isIn([80, [8000, 8080]]).or(where('ip.ttl#1').isBelow(64).not())
 * ```
 * @see https://www.wireshark.org/docs/man-pages/wireshark-filter.html
 */
export function where<Name extends FilterFieldName>(name: WhereName<Name>): FieldCondition<FilterValue<Name>> {
  const left = parseName(name)
  const compare = (operator: ComparisonOperator) => (value: FilterValue<Name>) =>
    build({ type: 'compare', operator, left, right: literal(left, value) })
  return {
    equals: compare('=='),
    differs: compare('!='),
    isAbove: compare('>'),
    isAtLeast: compare('>='),
    isBelow: compare('<'),
    isAtMost: compare('<='),
    isIn(members) {
      const given = members.map((member): SetMember => {
        if (!isPair(member)) return literal(left, member)
        return { type: 'range', from: literal(left, member[0]), to: literal(left, member[1]) }
      })
      return build({ type: 'in', left, members: given })
    },
    contains(part) {
      const right = typeof part === 'string' ? quoted(part) : plain(formatHex(part, 0, part.length))
      return build({ type: 'contains', left, right })
    },
    matches: (pattern) => build({ type: 'matches', left, right: quoted(pattern) }),
  }
}

/**
 * A display filter that asks whether a protocol or field is there; a flag that is there may be false.
 *
 * @throws FilterError when nothing has that name.
 * @example
 * ```ts
 * exists('icmp').and(exists('ip#2')) // 'icmp && ip#2'
 * ```
 */
export function exists<Name extends FilterName>(name: WhereName<Name>): DisplayFilter {
  return build({ type: 'exists', operand: parseName(name) })
}

function isPair<Value>(member: Value | readonly [Value, Value]): member is readonly [Value, Value] {
  return Array.isArray(member)
}
