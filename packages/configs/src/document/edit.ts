import type { Path } from './path.ts'
import { isMapping } from './shape.ts'

/** A new value for a place in one of several documents, which an index names; the place's parent exists. */
export interface Edit {
  readonly document: number
  readonly path: Path
  readonly value: unknown
}

/** Copies documents with edits applied in order; the originals stay as they are, and what no edit touches is shared with them. */
export function applyEdits<T extends object>(documents: readonly T[], edits: readonly Edit[]): T[] {
  const byDocument = Map.groupBy(edits, ({ document }) => document)
  return documents.map((document, index) =>
    (byDocument.get(index) ?? []).reduce<T>((copy, { path, value }) => put(copy, path, value), document),
  )
}

function put<T extends object>(document: T, path: Path, value: unknown): T {
  // An edit gives a place a new value; what kind of document it is in does not change.
  return replaced(document, path, value) as T
}

function replaced(inner: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(inner) && typeof step === 'number') return inner.with(step, replaced(inner[step], rest, value))
  return isMapping(inner) ? { ...inner, [step]: replaced(inner[step], rest, value) } : inner
}
