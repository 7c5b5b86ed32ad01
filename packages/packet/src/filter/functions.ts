import type { FieldKind } from '../layers/field-kinds.ts'
import type { Source } from './source.ts'
import type { Subject } from './subject.ts'
import type { Value } from './value.ts'
import { compareValues, toBytes, toText } from './value.ts'

/** What a function takes and gives. */
export interface FilterFunction {
  readonly kinds: readonly FieldKind[]
  readonly takes: string
  readonly maximumArguments: number
  /** The kind of what it gives, by default that of its arguments. */
  readonly gives?: FieldKind
  readonly call: (sources: readonly Source[], subject: Subject) => readonly Value[]
}

const addresses: readonly FieldKind[] = ['ipv4', 'ipv6', 'ether']
const bytes: readonly FieldKind[] = [...addresses, 'bytes', 'protocol']
const maximumArguments = 16

/** The functions of Wireshark's display filters that are known here; no value in, no value out. */
export const functions: ReadonlyMap<string, FilterFunction> = new Map<string, FilterFunction>([
  [
    'abs',
    { kinds: ['number'], takes: 'a number', maximumArguments: 1, call: each((value) => Math.abs(Number(value))) },
  ],
  [
    'count',
    {
      kinds: [...bytes, 'number', 'boolean', 'string', 'time', 'date'],
      takes: 'a field',
      maximumArguments: 1,
      gives: 'number',
      call: ([source], subject) => {
        const { length } = source?.read(subject) ?? []
        return length === 0 ? [] : [length]
      },
    },
  ],
  [
    'len',
    {
      kinds: [...bytes, 'string'],
      takes: 'a text, bytes or an address',
      maximumArguments: 1,
      gives: 'number',
      call: each((value) => toBytes(value).length),
    },
  ],
  [
    'lower',
    { kinds: ['string'], takes: 'a text', maximumArguments: 1, call: each((value) => String(value).toLowerCase()) },
  ],
  [
    'max',
    { kinds: ['number', 'time', ...addresses], takes: 'numbers or addresses', maximumArguments, call: extreme(1) },
  ],
  [
    'min',
    { kinds: ['number', 'time', ...addresses], takes: 'numbers or addresses', maximumArguments, call: extreme(-1) },
  ],
  [
    'string',
    {
      kinds: ['number', ...addresses],
      takes: 'a number or an address',
      maximumArguments: 1,
      gives: 'string',
      call: ([source], subject) =>
        (source?.read(subject) ?? []).map((value) => toText(source?.kind ?? 'number', value)),
    },
  ],
  [
    'upper',
    { kinds: ['string'], takes: 'a text', maximumArguments: 1, call: each((value) => String(value).toUpperCase()) },
  ],
])

export const functionNames: readonly string[] = [...functions.keys()]

function each(change: (value: Value) => Value): FilterFunction['call'] {
  return ([source], subject) => (source?.read(subject) ?? []).map((value) => change(value))
}

function extreme(sign: 1 | -1): FilterFunction['call'] {
  return (sources, subject) => {
    const values = sources.flatMap((source) => source.read(subject))
    const [first, ...rest] = values
    if (first === undefined) return []
    return [rest.reduce((best, value) => (sign * compareValues(value, best) > 0 ? value : best), first)]
  }
}
