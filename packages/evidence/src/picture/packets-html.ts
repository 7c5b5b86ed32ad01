import type { Endpoints, Row } from '@underlay/packet'
import { markup, type Markup } from './html.ts'
import { tableMarkup, type HtmlColumn } from './table-html.ts'

/**
 * Packets as an HTML table: the columns of `formatRows`, outer and inner addresses side by side; a fragment whose texts are
 * escaped, whatever the packets say.
 *
 * @example
 * ```ts
 * packetsHtml(summarizeAll(packets), { caption: 'control-plane:net0' })
 * ```
 */
export function packetsHtml(rows: readonly Row[], { caption }: { readonly caption?: string | undefined } = {}): string {
  return tableMarkup(columnsOf(rows), rows, { caption, rowClass: ({ inner }) => inner && 'underlay-tunnelled' }).markup
}

function columnsOf(rows: readonly Row[]): readonly HtmlColumn<Row>[] {
  const hasInner = rows.some(({ inner }) => inner !== undefined)
  return [
    { title: 'No.', value: ({ number }) => number, isNumber: true },
    { title: 'Time', value: ({ timeSeconds }) => timeSeconds.toFixed(6), isNumber: true },
    ...(rows.some(({ tap }) => tap !== undefined) ? [{ title: 'Tap', value: ({ tap }: Row) => tap }] : []),
    {
      title: hasInner ? 'Outer' : 'Source → destination',
      value: ({ outer, inner }) => ends(outer, inner ? 'outer' : layerOf(outer)),
    },
    ...(hasInner ? [{ title: 'Inner', value: ({ inner }: Row) => inner && ends(inner, 'inner') }] : []),
    { title: 'Protocol', value: ({ protocol }) => protocol },
    { title: 'Length', value: ({ lengthBytes }) => lengthBytes, isNumber: true },
    { title: 'TTL', value: ttls, isNumber: true },
    { title: 'Info', value: ({ info }) => info },
  ]
}

function ends({ source, destination }: Endpoints, layer?: 'outer' | 'inner'): Markup {
  if (source === '' && destination === '') return markup``
  const text = markup`${source} → ${destination}`
  return layer === undefined ? text : markup`<span class="underlay-${layer}">${text}</span>`
}

// Frames without an IP header have no layer of their own.
function layerOf({ ttl }: Endpoints): 'inner' | undefined {
  return ttl === undefined ? undefined : 'inner'
}

function ttls({ outer, inner }: Row): Markup {
  if (inner?.ttl === undefined) return markup`${outer.ttl}`
  return markup`<span class="underlay-outer">${outer.ttl}</span>/<span class="underlay-inner">${inner.ttl}</span>`
}
