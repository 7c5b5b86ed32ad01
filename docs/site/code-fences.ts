/** A fenced block of a page. */
export interface Fence {
  /** Of its opening, from 1. */
  readonly line: number
  readonly language: string
  /** What `file=` names: a file of the repository, or a part of one, `docs/snippets/rule.ts#cidr`. */
  readonly source: string | undefined
}

const fences = /^(`{3,})([^\n`]*)\n(.*?)^\1$/gms

/** The fenced blocks of a Markdown text. */
export function codeFences(page: string): readonly Fence[] {
  return [...page.matchAll(fences)].map(({ index, 2: info = '' }) => ({
    line: page.slice(0, index).split('\n').length,
    language: info.split(' ')[0] ?? '',
    source: sourceOf(info),
  }))
}

/**
 * A page whose blocks are what the files say that they name.
 *
 * @param read the text of a file of the repository.
 * @throws {Error} when a file does not have the part.
 * @example
 * filledPage('```ts file=docs/snippets/rule.ts#cidr\n```\n', read)
 */
export function filledPage(page: string, read: (path: string) => string): string {
  return page.replaceAll(fences, (whole, ticks: string, info: string) => {
    const source = sourceOf(info)
    if (source === undefined) return whole
    const [path = '', part] = source.split('#')
    const text = part === undefined ? read(path) : partOf(read(path), part)
    if (text === undefined) throw new Error(`${path} has no part ${part}`)
    return `${ticks}${info}\n${text.trimEnd()}\n${ticks}`
  })
}

/**
 * A part of a text: what is between `#region name` and `#endregion` of a source, or what follows a line `=== name` of an output.
 */
export function partOf(text: string, name: string): string | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => new RegExp(`^\\s*(// #region|===) ${name}$`).test(line))
  if (start < 0) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^\s*(\/\/ #endregion$|=== )/.test(line))
  const part = rest.slice(0, end < 0 ? undefined : end)
  const indent = Math.min(...part.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return part.map((line) => line.slice(indent)).join('\n')
}

function sourceOf(info: string): string | undefined {
  return /(?:^| )file=(\S+)/.exec(info)?.[1]
}
