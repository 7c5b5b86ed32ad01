import type { Shape } from './shape.ts'

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema that takes the values which a shape takes, and no others.
 *
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function jsonSchemaOf(shape: Shape): JsonSchema {
  const form = formOf(shape)
  return shape.about === undefined ? form : { description: shape.about, ...form }
}

function formOf(shape: Shape): JsonSchema {
  switch (shape.type) {
    case 'any':
      return {}
    case 'boolean':
      return { type: 'boolean' }
    case 'scalar':
      return { type: ['string', 'number', 'boolean'] }
    case 'string':
      return {
        type: 'string',
        ...(shape.oneOf && { enum: shape.oneOf }),
        ...(shape.written && { pattern: shape.written.pattern }),
      }
    case 'integer':
    case 'number':
      return { type: shape.type, minimum: shape.min, maximum: shape.max }
    case 'list':
      return {
        type: 'array',
        items: jsonSchemaOf(shape.of),
        ...(shape.count !== undefined && { minItems: shape.count, maxItems: shape.count }),
      }
    case 'map':
      return { type: 'object', additionalProperties: jsonSchemaOf(shape.of) }
    case 'object':
      return {
        type: shape.nullable ? ['object', 'null'] : 'object',
        properties: Object.fromEntries(Object.entries(shape.keys).map(([key, inner]) => [key, jsonSchemaOf(inner)])),
        ...(shape.required && { required: shape.required }),
        additionalProperties: shape.open === true,
      }
    case 'either':
      return when({ type: 'object' }, jsonSchemaOf(shape.mapping), jsonSchemaOf(shape.other))
    case 'tagged':
      return taggedSchema(shape)
  }
}

// An editor says what is wrong with a link of this type, and not that it is none of any.
function taggedSchema({ key, of, none }: Extract<Shape, { type: 'tagged' }>): JsonSchema {
  return {
    type: 'object',
    properties: { [key]: { type: 'string', enum: Object.keys(of) } },
    allOf: [
      ...Object.entries(of).map(([tag, shape]) =>
        when({ properties: { [key]: { const: tag } }, required: [key] }, jsonSchemaOf(shape)),
      ),
      when({ not: { required: [key] } }, jsonSchemaOf(none)),
    ],
  }
}

function when(condition: JsonSchema, schema: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable
  return { if: condition, then: schema, ...(otherwise && { else: otherwise }) }
}
