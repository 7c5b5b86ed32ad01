import { isMapping } from '../document/shape.ts'
import { mappingsAt } from '../document/value-at.ts'

/** The objects of a list as the Kubernetes API gives it, or of a plain array; anything else has none. */
export function itemsOf(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isMapping) : mappingsAt(list, ['items'])
}
