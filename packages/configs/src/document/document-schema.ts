import { topologyShape } from '../clab/shape.ts'
import { kindShape } from '../kind/shape.ts'
import { jsonSchemaOf, type JsonSchema } from './json-schema.ts'

/** The documents that a lab is described by: a kind config, a containerlab topology. */
export type DocumentName = 'kind' | 'clab'

const documents = {
  kind: { title: 'kind config, v1alpha4', shape: kindShape },
  clab: { title: 'containerlab topology, as far as Underlay reads it', shape: topologyShape },
} as const

/**
 * The JSON Schema (draft 2020-12) of a document, for editors that complete and check YAML. It knows keys and types; what
 * hangs together, such as an address that is given twice, the parsers say.
 *
 * @example
 * ```ts
 * await writeFile('kind.schema.json', JSON.stringify(documentSchema('kind')))
 * // # yaml-language-server: $schema=./kind.schema.json
 * ```
 * @see https://json-schema.org/draft/2020-12
 */
export function documentSchema(name: DocumentName): JsonSchema {
  const { title, shape } = documents[name]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:underlay:schema:${name}`,
    title,
    ...jsonSchemaOf(shape),
  }
}
