/** A public symbol of a package. */
export interface PublicSymbol {
  readonly package: string
  /** Of its source, below `src`: its noun. */
  readonly folder: string
  readonly name: string
  /** Its docstring's first sentence. */
  readonly summary: string
  /** Relative to the index. */
  readonly url: string
}

/** The first page of the reference: all public symbols, by package and noun. */
export function referenceIndex(symbols: readonly PublicSymbol[]): string {
  const packages = Map.groupBy(symbols, (symbol) => symbol.package)
  const sections = [...packages].map(([name, all]) => {
    const folders = [...Map.groupBy(all, ({ folder }) => folder)].toSorted(([one], [other]) => (one < other ? -1 : 1))
    return `## @underlay/${name}\n\n${folders.map(folderSection).join('\n')}`
  })
  return `---\neditLink: false\noutline: [2, 3]\n---\n\n# Reference\n\n${introduction}\n\n${sections.join('\n')}`
}

const introduction =
  'All public symbols, from their docstrings, by package and noun. `@underlay/sdk` exports those of packet, configs and evidence again: import everything from there.'

function folderSection([folder, symbols]: [string, readonly PublicSymbol[]]): string {
  const rows = symbols.map(({ name, url, summary }) => `- [\`${name}\`](${url}) — ${inert(summary)}\n`)
  return `### ${folder === '' ? 'the package' : folder}\n\n${rows.join('')}`
}

// The rest of a page is Markdown of VitePress, where these would be tags and templates.
function inert(text: string): string {
  return text.replaceAll(/[<>{}]/g, (sign) => `&#${sign.codePointAt(0)};`)
}
