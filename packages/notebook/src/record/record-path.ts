/**
 * Where a notebook's record is kept: beside it.
 *
 * @example
 * ```ts
 * recordPath('examples/05-check-routes.mts') // 'examples/05-check-routes.run.json'
 * ```
 */
export function recordPath(notebook: string): string {
  return `${notebook.replace(/\.[^./]+$/, '')}.run.json`
}
