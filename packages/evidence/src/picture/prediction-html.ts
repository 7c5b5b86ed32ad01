import type { PathPrediction, PredictedHop, PredictedWay } from '../path/prediction.ts'
import { describeTraffic, describeHeader } from '../prediction/format-prediction.ts'
import { markup, type Markup } from './html.ts'
import { tableMarkup } from './table-html.ts'

/**
 * A prediction as HTML: a table for each direction, a row an interface, with the packet's headers there and why it goes on so.
 * A fragment whose texts are escaped.
 *
 * @example
 * ```ts
 * predictionHtml(predictPath(lab, 'pod/app-control-plane', 'pod/app-worker2'))
 * ```
 */
export function predictionHtml({ from, to, traffic, paths, notes }: PathPrediction): string {
  const tables = paths.flatMap(({ endpoint, forward, reverse }) => {
    const goal = endpoint === to ? to : `${to} (${endpoint})`
    return [
      wayMarkup(forward, `${from} → ${goal}, ${describeTraffic(traffic)}`),
      wayMarkup(reverse, `${to} → ${from}, the answer`),
    ]
  })
  return markup`<div class="underlay-prediction">${tables}${notes.map((note) => markup`<p>note: ${note}</p>`)}</div>`
    .markup
}

function wayMarkup(way: PredictedWay, caption: string): Markup {
  const { hops, encapsulation, reason, lost, largestPacketBytes, oneByteMore } = way
  const table = tableMarkup(
    [
      { title: 'Interface', value: ({ tap, motion }: PredictedHop) => `${motion === 'in' ? '→' : '←'} ${tap}` },
      { title: 'Packet', value: headersMarkup },
      { title: 'MTU', value: ({ mtuBytes }) => mtuBytes, isNumber: true },
      { title: 'Why', value: ({ decisions }) => markup`${decisions.map(({ text }) => markup`<div>${text}</div>`)}` },
    ],
    hops,
    { caption },
  )
  const ending = lost && markup`<p class="underlay-fail">✗ lost at ${lost.at}: ${lost.reason}</p>`
  if (hops.length === 0) return markup`${table}${ending}`
  return markup`${table}${ending}<p>${encapsulation}: ${reason}<br>largest packet ${largestPacketBytes} bytes; one more: ${oneByteMore}</p>`
}

function headersMarkup({ headers }: PredictedHop): Markup {
  const inner = headers.findLastIndex(({ name }) => name === 'ip' || name === 'ipv6')
  const parts = [
    { layer: 'outer', texts: headers.slice(0, inner).map(describeHeader) },
    { layer: 'inner', texts: headers.slice(inner).map(describeHeader) },
  ]
  const shown = parts.flatMap(({ layer, texts }) => {
    const text = texts.filter((each) => each !== '').join(' | ')
    return text === '' ? [] : [markup`<div><span class="underlay-${layer}">${text}</span></div>`]
  })
  return markup`${shown}`
}
