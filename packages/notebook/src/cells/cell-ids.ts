const longest = 64

/**
 * Gives out the ids of a notebook's cells: from the title, or the first heading of its prose, else from its place; never
 * the same twice.
 *
 * @example
 * ```ts
 * const idOf = cellIds()
 * idOf('The routes', 0) // 'the-routes'
 * idOf('The routes', 4) // 'the-routes-2'
 * idOf('', 5) // 'cell-5'
 * ```
 */
export function cellIds(): (title: string, index: number) => string {
  const given = new Set<string>()
  return (title, index) => {
    const name = slug(title) || `cell-${index}`
    let id = name
    for (let count = 2; given.has(id); count++) id = `${name.slice(0, longest - 1 - String(count).length)}-${count}`
    given.add(id)
    return id
  }
}

function slug(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, longest).replace(/-$/, '')
}
