import { didYouMean } from '../issue/suggest.ts'
import type { Path } from './path.ts'
import type { Review } from './review.ts'

/** What a document's value must look like, as data. */
export type Shape = Form & {
  /** What it is, for whoever writes the document. */
  readonly about?: string
}

type Form =
  | { readonly type: 'any' | 'boolean' | 'scalar' }
  | { readonly type: 'string'; readonly oneOf?: readonly string[]; readonly written?: Notation }
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number }
  /** With `count`, of exactly so many. */
  | { readonly type: 'list'; readonly of: Shape; readonly count?: number }
  | { readonly type: 'map'; readonly of: Shape }
  | {
      readonly type: 'object'
      readonly keys: Readonly<Record<string, Shape>>
      readonly required?: readonly string[]
      /** Other keys are let be. */
      readonly open?: true
      /** Nothing at all stands for no keys. */
      readonly nullable?: true
    }
  /** Two notations: a mapping is of one shape, anything else of the other. */
  | { readonly type: 'either'; readonly mapping: Shape; readonly other: Shape }
  /** A mapping whose shape a key of it names; without the key it is of another one. */
  | {
      readonly type: 'tagged'
      readonly key: string
      readonly of: Readonly<Record<string, Shape>>
      readonly none: Shape
    }

/** How a string is written: a regular expression for all of it, and what to say to people. */
export interface Notation {
  readonly pattern: string
  /** `node:interface` */
  readonly as: string
  /** `gw0:eth1` */
  readonly example: string
}

/** Any string. */
export const text: Shape = { type: 'string' }
/** A list of strings. */
export const texts: Shape = { type: 'list', of: text }
/** True or false. */
export const flag: Shape = { type: 'boolean' }
/** Anything: what is passed on to the tool unread. */
export const anything: Shape = { type: 'any' }
/** A mapping from names to strings, numbers or booleans. */
export const scalars: Shape = { type: 'map', of: { type: 'scalar' } }

/** Refuses what does not fit a shape: wrong types, unknown keys, missing keys. Values of a wrong type are distrusted, so that later checks skip them. */
export function checkShape(review: Review, value: unknown, shape: Shape, path: Path = []): void {
  const wrong = (expected: string, is = describe(value)): void => {
    review.refuse(path, `must be ${expected}, is ${is}`)
    review.distrust(path)
  }
  switch (shape.type) {
    case 'any':
      return
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true or false')
    case 'scalar':
      return ['string', 'number', 'boolean'].includes(typeof value) ? undefined : wrong('a string or a number')
    case 'string':
      if (typeof value !== 'string') return wrong('a string')
      if (shape.oneOf && !shape.oneOf.includes(value)) wrong(`one of ${shape.oneOf.join(', ')}`)
      if (shape.written && !new RegExp(shape.written.pattern).test(value))
        wrong(`written ${shape.written.as}, such as ${shape.written.example}`)
      return
    case 'integer':
    case 'number': {
      const fits = shape.type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)
      if (fits && Number(value) >= shape.min && Number(value) <= shape.max) return
      return wrong(`${shape.type === 'integer' ? 'an integer' : 'a number'} from ${shape.min} to ${shape.max}`)
    }
    case 'list':
      if (!Array.isArray(value)) return wrong('a list')
      if (shape.count !== undefined && value.length !== shape.count)
        wrong(`a list of ${shape.count}`, `a list of ${value.length}`)
      return value.forEach((item: unknown, index) => checkShape(review, item, shape.of, [...path, index]))
    case 'map':
      if (!isMapping(value)) return wrong('a mapping')
      return Object.entries(value).forEach(([key, item]) => checkShape(review, item, shape.of, [...path, key]))
    case 'object':
      if (value === null && shape.nullable) return
      return isMapping(value) ? checkKeys(review, value, shape, path) : wrong('a mapping')
    case 'either':
      return checkShape(review, value, isMapping(value) ? shape.mapping : shape.other, path)
    case 'tagged':
      return checkTagged(review, value, shape, path)
  }
}

/** A shape that says what it is. */
export function about(words: string, shape: Shape): Shape {
  return { ...shape, about: words }
}

/** Whether a value is a plain mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkKeys(
  review: Review,
  value: Readonly<Record<string, unknown>>,
  shape: Extract<Shape, { type: 'object' }>,
  path: Path,
): void {
  for (const [key, item] of Object.entries(value)) {
    const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined
    // A key that is undefined in code is a key that YAML would not have.
    if (inner && item !== undefined) checkShape(review, item, inner, [...path, key])
    else if (!inner && shape.open !== true)
      review.refuse([...path, key], () => `is not a known key${didYouMean(key, Object.keys(shape.keys))}`, 'key')
  }
  for (const key of shape.required ?? []) {
    if (value[key] !== undefined) continue
    review.refuse([...path, key], 'is required')
    review.distrust([...path, key])
  }
}

function checkTagged(
  review: Review,
  value: unknown,
  { key, of, none }: Extract<Shape, { type: 'tagged' }>,
  path: Path,
): void {
  const tag = isMapping(value) ? value[key] : undefined
  const named = typeof tag === 'string' && Object.hasOwn(of, tag) ? of[tag] : undefined
  if (named ?? tag === undefined) return checkShape(review, value, named ?? none, path)
  checkShape(review, tag, { type: 'string', oneOf: Object.keys(of) }, [...path, key])
  review.distrust(path)
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `'${value.slice(0, 60)}'` : String(value)
}
