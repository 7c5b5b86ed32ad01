import type { Issue } from '@underlay/configs'

const templateOrVariable = /\{\{|\$\{?[A-Za-z_]/

/**
 * The texts of a document that containerlab would not take as they stand: it executes Go templates and replaces
 * environment variables before it reads the YAML, so that the lab would not be the one that was checked.
 *
 * @example
 * ```ts
 * findExpansions({ exec: ['echo $HOME'] }) // [{ file: 'topology', path: 'exec[0]', message: "…" }]
 * ```
 * @see https://github.com/srl-labs/containerlab/blob/main/core/file.go
 */
export function findExpansions(document: unknown, path = ''): readonly Issue[] {
  if (typeof document === 'string') return refused(document, path)
  if (Array.isArray(document)) return document.flatMap((item, index) => findExpansions(item, `${path}[${index}]`))
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([key, value]) => {
    const below = path === '' ? key : `${path}.${key}`
    return [...refused(key, below), ...findExpansions(value, below)]
  })
}

function refused(text: string, path: string): readonly Issue[] {
  const found = templateOrVariable.exec(text)
  if (found === null) return []
  const what = found[0] === '{{' ? 'executes the template' : 'replaces the variable'
  const message = `containerlab ${what} in '${text.slice(0, 200)}'; write out what is meant, or use driver: 'built-in'`
  return [{ file: 'topology', path, message }]
}
