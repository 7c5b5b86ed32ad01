/** The way from a document's root to a value: keys and list indices, as `['topology', 'links', 2]`. */
export type Path = readonly (string | number)[]

/** Writes a path as it is printed in an issue: `topology.links[2].endpoints[0]`. */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.length <= path.length && ancestor.every((step, index) => path[index] === step)
}
