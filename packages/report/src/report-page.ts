import type { Report } from '@underlay/evidence'
import { writeDataBlock } from './data-block.ts'
import { readTemplate } from './template.ts'

/**
 * A report as one HTML page that needs no network and opens from `file://`: topology, packets with tree and bytes, display
 * filter, ladders, verdicts, routes, predictions, the captures to download. Whatever packets and documents say is text in it;
 * a content security policy keeps all scripts but its own from running.
 *
 * @throws Error when the page's template cannot be built, in a workspace whose npm packages are missing.
 * @example
 * ```ts
 * await writeFile('report.html', reportPage(report))
 * ```
 */
export function reportPage(report: Report): string {
  return fillTemplate(readTemplate(), report)
}

/** The page's data go where its template keeps their place. */
export function fillTemplate(template: string, report: Report): string {
  // Functions, because `$&` in a text is no pattern.
  return template
    .replace('<!--title-->', () => `Underlay: ${escapeText(report.lab)}`)
    .replace('<!--report-->', () => `<script type="application/json" id="report">${writeDataBlock(report)}</script>`)
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
