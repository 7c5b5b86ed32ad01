import { isDeepStrictEqual } from 'node:util'

/** Whether a value is valid by a JSON Schema of the keywords below; any other keyword throws. */
export function fitsSchema(schema: unknown, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema
  const rules = schema as Readonly<Record<string, unknown>>
  return Object.entries(rules).every(([keyword, rule]) => {
    const check = keywords[keyword]
    if (check === undefined) throw new Error(`${keyword} is not understood`)
    return check(rule, value, rules)
  })
}

type Check = (rule: unknown, value: unknown, rules: Readonly<Record<string, unknown>>) => boolean

const note: Check = () => true
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeOf(value) === 'object'

// https://json-schema.org/draft/2020-12/json-schema-validation
const keywords: Readonly<Record<string, Check>> = {
  $schema: note,
  $id: note,
  title: note,
  description: note,
  type: (rule, value) =>
    [rule].flat().some((type) => type === typeOf(value) || (type === 'number' && typeOf(value) === 'integer')),
  enum: (rule, value) => (rule as readonly unknown[]).includes(value),
  const: (rule, value) => isDeepStrictEqual(rule, value),
  minimum: (rule, value) => typeof value !== 'number' || value >= Number(rule),
  maximum: (rule, value) => typeof value !== 'number' || value <= Number(rule),
  pattern: (rule, value) => typeof value !== 'string' || new RegExp(String(rule)).test(value),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= Number(rule),
  maxItems: (rule, value) => !Array.isArray(value) || value.length <= Number(rule),
  items: (rule, value) => !Array.isArray(value) || value.every((item) => fitsSchema(rule, item)),
  properties: (rule, value) =>
    !isObject(value) ||
    Object.entries(rule as object).every(([key, inner]) => !Object.hasOwn(value, key) || fitsSchema(inner, value[key])),
  required: (rule, value) => !isObject(value) || (rule as readonly string[]).every((key) => Object.hasOwn(value, key)),
  additionalProperties: (rule, value, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(([key, item]) => Object.hasOwn(properties as object, key) || fitsSchema(rule, item)),
  allOf: (rule, value) => (rule as readonly unknown[]).every((each) => fitsSchema(each, value)),
  not: (rule, value) => !fitsSchema(rule, value),
  if: (rule, value, rules) => fitsSchema((fitsSchema(rule, value) ? rules['then'] : rules['else']) ?? true, value),
  // oxlint-disable-next-line unicorn/no-thenable
  then: note,
  else: note,
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
