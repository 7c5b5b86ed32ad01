import type { RunRecord } from '@underlay/notebook'

/**
 * The page of a recorded notebook. All of it is inert for Vue: outputs are what strangers sent.
 *
 * @param markdown the record as Markdown, with where and when it ran at its end.
 */
export function notebookPage(markdown: string): string {
  // A line of colons in the text must not end the container.
  const fence = ':'.repeat(Math.max(2, ...[...markdown.matchAll(/^\s*:+/gm)].map(([run]) => run.trim().length)) + 1)
  return `---\neditLink: false\n---\n\n${fence} v-pre\n\n${markdown.trim()}\n\n${fence}\n`
}

/** The title of a notebook: its first heading. */
export function notebookTitle({ cells, metadata }: RunRecord): string {
  const prose = cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source)
  return /^#\s+(.+)$/m.exec(prose.join('\n'))?.[1] ?? metadata.underlay.notebook
}
