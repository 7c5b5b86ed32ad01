import type { Path } from './path.ts'
import { isMapping } from './shape.ts'

/** The value at a path of plain data, or undefined where the data has another shape; never what a prototype holds. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return typeof step === 'number' ? inner[step] : undefined
    return isMapping(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined
  }, value)
}

/** The text at a path of plain data, or undefined. */
export function textAt(value: unknown, path: Path): string | undefined {
  const found = valueAt(value, path)
  return typeof found === 'string' ? found : undefined
}

/** The mappings of the list at a path of plain data; everything else in it is left out. */
export function mappingsAt(value: unknown, path: Path): readonly Readonly<Record<string, unknown>>[] {
  const found = valueAt(value, path)
  return Array.isArray(found) ? found.filter(isMapping) : []
}
