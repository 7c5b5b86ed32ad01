import { displayStyles } from '@underlay/sdk'
import MarkdownIt from 'markdown-it'
import { escapeMarkup } from '../markup/entities.ts'
import { safeMarkup } from '../markup/safe-markup.ts'
import type { RecordedCell, RunRecord } from '../record/run-record.ts'
import { titleLevel, unrunReason } from './cell-state.ts'
import { shownOutput } from './output-text.ts'
import { pageStyles } from './page-styles.ts'
import { provenance } from './provenance.ts'

// Whatever gets past the escaping: no script, nothing from the network, no form.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/**
 * A run as one page that needs nothing else: no script, no network; light, dark and printed. What outputs contain is
 * escaped, HTML and SVG among them are written anew from known elements.
 *
 * @example
 * ```ts
 * await writeFile('routes.html', exportHtml(record))
 * ```
 */
export function exportHtml(record: RunRecord): string {
  const markdown = new MarkdownIt({ html: false })
  const cells = record.cells.map((cell, index) =>
    cell.cell_type === 'markdown'
      ? `<section class="prose">\n${markdown.render(cell.source)}</section>`
      : codeCell(cell, titleLevel(record.cells.slice(0, index))),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(titleOf(record))}</title>
<style>
${pageStyles}${displayStyles}</style>
</head>
<body>
<main>
${cells.join('\n')}
</main>
<footer>${escapeMarkup(provenance(record))}.</footer>
</body>
</html>
`
}

function titleOf({ cells, metadata }: RunRecord): string {
  const prose = cells.map((cell) => (cell.cell_type === 'markdown' ? cell.source : '')).join('\n')
  return /^# +(.*\S)/m.exec(prose)?.[1] ?? metadata.underlay.notebook
}

function codeCell(cell: Extract<RecordedCell, { cell_type: 'code' }>, level: number): string {
  const { title, hide } = cell.metadata.underlay
  const reason = unrunReason(cell)
  return [
    `<section class="code" id="${escapeMarkup(cell.id)}">`,
    ...(title === undefined ? [] : [`<h${level}>${escapeMarkup(title)}</h${level}>`]),
    ...(hide === true || cell.source === '' ? [] : [pre('source', cell.source)]),
    ...(reason === undefined ? [] : [`<p class="unrun">${reason}</p>`]),
    ...cell.outputs.map((output, index) => {
      const shown = shownOutput(output, true)
      if (shown.kind === 'markup') {
        return `<div class="shown">${safeMarkup(shown.markup, { idPrefix: `${cell.id}-${index}-` })}</div>`
      }
      if (shown.kind !== 'progress') return pre(shown.kind, shown.text)
      return `<details><summary>Standard error</summary>${pre('progress', shown.text)}</details>`
    }),
    '</section>',
  ].join('\n')
}

/** It can be scrolled by keys: a wide line is reached without a mouse. */
function pre(kind: string, text: string): string {
  return `<pre class="${kind}" tabindex="0">${escapeMarkup(text.replace(/\n+$/, ''))}</pre>`
}
