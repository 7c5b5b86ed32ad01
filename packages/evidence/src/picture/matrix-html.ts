import { matrixCellText } from '../matrix/format-matrix.ts'
import type { EncapMatrix, MatrixCell } from '../matrix/matrix.ts'
import { markup, type Markup } from './html.ts'
import { verdictHtml } from './verdict-html.ts'

/**
 * A matrix as an HTML table: senders are rows, receivers columns; a cell says how it is carried and why. A fragment whose
 * texts are escaped.
 *
 * @example
 * ```ts
 * matrixHtml(judgeMatrix(capture, question))
 * ```
 */
export function matrixHtml(matrix: EncapMatrix): string {
  const { ends, cells } = matrix
  const byKey = new Map(cells.map((cell) => [JSON.stringify([cell.from, cell.to]), cell]))
  const heads = ends.map((name) => markup`<th scope="col">${name}</th>`)
  const rows = ends.map((from) => {
    const own = ends.map((to) => cellMarkup(byKey.get(JSON.stringify([from, to]))))
    return markup`<tr><th scope="row">${from}</th>${own}</tr>\n`
  })
  const head = markup`<thead><tr><th scope="col">from ↓ to →</th>${heads}</tr></thead>`
  const table = markup`<div class="underlay-scroll"><table class="underlay-table underlay-matrix">${head}<tbody>\n${rows}</tbody></table></div>`
  return table.markup + verdictHtml(matrix)
}

function cellMarkup(cell: MatrixCell | undefined): Markup {
  if (cell === undefined) return markup`<td>·</td>`
  const { outcome, actual = 'unseen', reason, first, packets } = cell
  const why = [reason, `${packets} packets`, first].filter((text) => text !== undefined).join('; ')
  return markup`<td class="underlay-${outcome} underlay-${actual}" title="${why}">${matrixCellText(cell)}</td>`
}
