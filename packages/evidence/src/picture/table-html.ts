import { markup, type Markup } from './html.ts'

/** A column of a table: its head, and each item's cell. */
export interface HtmlColumn<Item> {
  readonly title: string
  readonly value: (item: Item) => string | number | Markup | undefined
  /** Digits stand below digits. */
  readonly isNumber?: boolean
}

/** What a table has besides its cells. */
export interface HtmlTableOptions<Item> {
  readonly caption?: string | undefined
  /** A class of a row: `underlay-fail`. */
  readonly rowClass?: (item: Item) => string | undefined
}

/** Items as a table. */
export function tableMarkup<Item>(
  columns: readonly HtmlColumn<Item>[],
  items: readonly Item[],
  { caption, rowClass }: HtmlTableOptions<Item> = {},
): Markup {
  const heads = columns.map(
    ({ title, isNumber }) => markup`<th scope="col"${classOf(isNumber && 'underlay-number')}>${title}</th>`,
  )
  const rows = items.map((item) => {
    const cells = columns.map(
      ({ value, isNumber }) => markup`<td${classOf(isNumber && 'underlay-number')}>${value(item)}</td>`,
    )
    return markup`<tr${classOf(rowClass?.(item))}>${cells}</tr>\n`
  })
  const head = markup`<thead><tr>${heads}</tr></thead>`
  return markup`<div class="underlay-scroll"><table class="underlay-table">${captionOf(caption)}${head}<tbody>\n${rows}</tbody></table></div>`
}

/** A table's caption, where there is one. */
function captionOf(caption: string | undefined): Markup {
  return caption === undefined ? markup`` : markup`<caption>${caption}</caption>`
}

function classOf(name: string | false | undefined): Markup {
  return name === undefined || name === false ? markup`` : markup` class="${name}"`
}

/**
 * Rows as an HTML table, one column for each key of the first row; a fragment whose texts are escaped.
 *
 * @example
 * ```ts
 * tableHtml([{ node: 'worker', address: '10.1.5.11' }])
 * ```
 */
export function tableHtml(
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
  { caption }: { readonly caption?: string | undefined } = {},
): string {
  const columns = Object.keys(rows[0] ?? {}).map((key): HtmlColumn<(typeof rows)[number]> => ({
    title: key,
    value: (row) => row[key] ?? '-',
    isNumber: rows.every((row) => typeof row[key] === 'number'),
  }))
  return tableMarkup(columns, rows, { caption }).markup
}
