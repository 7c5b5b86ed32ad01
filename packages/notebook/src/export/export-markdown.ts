import { safeMarkup } from '../markup/safe-markup.ts'
import type { RecordedCell, RunRecord } from '../record/run-record.ts'
import { titleLevel, unrunReason } from './cell-state.ts'
import { shownOutput } from './output-text.ts'
import { provenance } from './provenance.ts'

/** How a run becomes Markdown. */
export interface ExportMarkdownOptions {
  /** Tables and pictures as HTML and SVG, each on a line of its own, instead of plain text; false by default. */
  readonly html?: boolean
}

/**
 * A run as Markdown: prose as it is, code and outputs in fences, titles of cells as headings, and in the end where it ran.
 * Standard error, which is progress, is left out; a hidden cell shows its outputs only.
 *
 * @example
 * ```ts
 * await writeFile('routes.md', exportMarkdown(record, { html: true }))
 * ```
 */
export function exportMarkdown(record: RunRecord, { html = false }: ExportMarkdownOptions = {}): string {
  const parts = record.cells.flatMap((cell, index) => cellParts(cell, record.cells.slice(0, index), html))
  return `${[...parts, `*${escapeMarkdown(provenance(record))}.*`].join('\n\n')}\n`
}

function cellParts(cell: RecordedCell, before: readonly RecordedCell[], html: boolean): readonly string[] {
  if (cell.cell_type === 'markdown') return [cell.source]
  const { title, hide } = cell.metadata.underlay
  const reason = unrunReason(cell)
  return [
    ...(title === undefined ? [] : [`${'#'.repeat(titleLevel(before))} ${escapeMarkdown(title)}`]),
    ...(hide === true || cell.source === '' ? [] : [fence('ts', cell.source)]),
    ...(reason === undefined ? [] : [`*${reason}*`]),
    ...cell.outputs.flatMap((output, index) => {
      const shown = shownOutput(output, html)
      if (shown.kind === 'progress') return []
      return [shown.kind === 'markup' ? block(shown.markup, `${cell.id}-${index}-`) : fence('text', shown.text)]
    }),
  ]
}

/** One line, so that it is one block of HTML for any reader of Markdown; what VitePress would evaluate is plain text. */
function block(markup: string, idPrefix: string): string {
  return `<div class="underlay-output underlay-scroll">${safeMarkup(markup, { idPrefix }).replaceAll('{{', '&#123;&#123;')}</div>`
}

/** A fence that is longer than any in the text. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${language}\n${text.replace(/\n+$/, '')}\n${ticks}`
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~&]/g, String.raw`\$&`)
}
