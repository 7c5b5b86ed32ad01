import type { Review } from './review.ts'
import { createReview } from './review.ts'
import { rememberOrigin } from './position.ts'
import { readYaml } from './yaml.ts'

/** Where a text comes from: the name that stands in front of each issue, by default that of the document's kind. */
export interface SourceOptions {
  readonly file?: string
}

/** Reads a text that holds one YAML document, and opens its review; `value` is undefined when the syntax is broken. */
export function parseOne(source: string, file: string): { readonly value: unknown; readonly review: Review } {
  const [document, ...more] = readYaml(source)
  const review = createReview(file, document)
  for (const { message, ...position } of document.problems) review.refuseAt(position, [], message)
  for (const extra of more) review.refuseAt(extra.positionOf([]), [], 'is a second document; this file holds one')
  const { value } = document
  if (typeof value === 'object' && value !== null)
    rememberOrigin(value, { file, positionOf: document.positionOf, positionInText: document.positionInText })
  return { value: document.readable ? value : undefined, review }
}
