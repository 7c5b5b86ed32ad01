import { parsedParts } from './parsed-parts.ts'
import type { Path } from './path.ts'

/** A place in a text; line and column count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds the place of the value at a path, or of its key; where the path does not exist, of its nearest ancestor. */
export type PositionOf = (path: Path, of?: 'key' | 'value') => Position | undefined

/** Finds the place of a line and column of the text that a block scalar (`|`) holds; of the scalar's start for other scalars. */
export type PositionInText = (path: Path, inner: Position) => Position | undefined

/** Where a document came from. */
export interface Origin {
  readonly file: string
  readonly positionOf: PositionOf
  readonly positionInText: PositionInText
  /** How a path is called in the text, where the document's own keys are not the text's. */
  readonly nameOf?: (path: Path) => Path
}

// Documents are plain data: where they were read from is remembered beside them, not inside.
const origins = new WeakMap<object, Origin>()

/** Remembers where a parsed document came from, for {@link locate}. */
export function rememberOrigin(document: object, origin: Origin): void {
  origins.set(document, origin)
  rememberParts(document)
}

function rememberParts(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  parsedParts.add(value)
  for (const part of Object.values(value)) rememberParts(part)
}

/** Whether a list or mapping was read from a text, also where it is part of a document that was then built in code. */
export function isParsed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && parsedParts.has(value)
}

/** Where a document came from, or undefined for one that was built in code. */
export function originOf(document: object): Origin | undefined {
  return origins.get(document)
}

/**
 * Finds the file, line and column of a value in a document that a parser of this package returned.
 *
 * A path that does not exist gives the place of its nearest ancestor. Returns undefined for documents built in code, and for copies.
 *
 * @example
 * ```ts
 * const config = parseKindConfig('kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: lab\n', { file: 'kind.yaml' })
 * locate(config, ['name']) // { file: 'kind.yaml', line: 3, column: 7 }
 * ```
 */
export function locate(document: object, path: Path): (Position & { readonly file: string }) | undefined {
  const origin = origins.get(document)
  const position = origin?.positionOf(path)
  return origin && position ? { file: origin.file, ...position } : undefined
}
