import type { RunRecord } from '@underlay/notebook'

/**
 * The page of a recorded notebook. All of it is inert for Vue: outputs are what strangers sent.
 *
 * @param markdown the record as Markdown.
 */
export function notebookPage(record: RunRecord, markdown: string): string {
  // A line of colons in the text must not end the container.
  const fence = ':'.repeat(Math.max(2, ...[...markdown.matchAll(/^\s*:+/gm)].map(([run]) => run.trim().length)) + 1)
  return `---\neditLink: false\n---\n\n${fence} v-pre\n\n${markdown.trim()}\n\n${origin(record)}\n\n${fence}\n`
}

/** The title of a notebook: its first heading. */
export function notebookTitle({ cells, metadata }: RunRecord): string {
  const prose = cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source)
  return /^#\s+(.+)$/m.exec(prose.join('\n'))?.[1] ?? metadata.underlay.notebook
}

function origin({ metadata }: RunRecord): string {
  const { notebook, args, ranAt, place, versions } = metadata.underlay
  const command = ['npx zx', `examples/${notebook}`, ...args].join(' ')
  const where = place
    ? [`engine ${place.engine}`, `host ${place.host}`, `Linux ${place.kernel}`, `CNI ${place.cni}`]
    : []
  const facts = [...where, `Node.js ${versions.node}`, ranAt.slice(0, 10)]
  return `<p class="run-place">Recorded from <code>${escaped(command)}</code>: ${escaped(facts.join(', '))}.</p>`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`)
}
