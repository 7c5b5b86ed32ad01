import type { PathTrace, TracedHop, TracedWay } from '../path/trace.ts'
import { describeErrors, describeLoss, describeOutcome } from '../trace/describe-outcome.ts'
import { markup, type Markup } from './html.ts'
import { keyedHops, ladderColumns, type LadderColumn } from './ladder-columns.ts'
import { lanesOf, type Lane } from './ladder-lanes.ts'

/**
 * A trace as an HTML table: a column for each interface in the order of the topology, a row for each header, the request
 * above, its answer below. A header is a bar over the interfaces that see it; what differs from the hop before is marked.
 * A fragment whose texts are escaped.
 *
 * @example
 * ```ts
 * ladderHtml(findPath(capture, query, topology))
 * ```
 */
export function ladderHtml(trace: PathTrace): string {
  const { forward, reverse } = trace
  const columns = ladderColumns(forward.hops, reverse?.hops ?? [])
  const ends = [trace.from, trace.to] as const
  const errors = describeErrors(trace).map((text) => markup`<p>${text}</p>`)
  if (columns.length === 0) return markup`<p>${describeOutcome(trace)}</p>${errors}`.markup
  const caption = markup`<caption>${describeOutcome(trace)}</caption>`
  const bodies = [
    wayBody(forward, columns, `${ends[0]} → ${ends[1]}`),
    ...(reverse ? [wayBody(reverse, columns, `${ends[0]} ← ${ends[1]}, the answer`)] : []),
  ]
  const table = markup`<table class="underlay-table underlay-ladder">${caption}${headOf(columns)}${bodies}</table>`
  return markup`<div class="underlay-scroll">${table}</div>${errors}`.markup
}

function headOf(columns: readonly LadderColumn[]): Markup {
  const places = runs(columns.map(({ place }) => place)).map(({ text = '', length }) => {
    return markup`<th scope="colgroup" colspan="${length}">${text}</th>`
  })
  const taps = columns.map(({ device, tap }) => markup`<th scope="col" data-tap="${tap}">${device}</th>`)
  return markup`<thead><tr><td></td>${places}</tr>\n<tr><td></td>${taps}</tr></thead>\n`
}

function wayBody(way: TracedWay, columns: readonly LadderColumn[], title: string): Markup {
  const lanes = lanesOf(way.hops).filter(({ texts }) => texts.some((text) => text !== undefined))
  const keyed = keyedHops(way.hops)
  const heading = markup`<tr class="underlay-way"><th scope="rowgroup" colspan="${columns.length + 1}">${title}</th></tr>\n`
  const rows = lanes.map((lane) => laneRow(lane, columns, keyed))
  const loss = describeLoss(way)
  const lost = loss && markup`<tr class="underlay-fail"><td colspan="${columns.length + 1}">✗ ${loss}</td></tr>\n`
  return markup`<tbody>${heading}${rows}${lost}</tbody>\n`
}

function laneRow(
  { title, kind, texts }: Lane,
  columns: readonly LadderColumn[],
  keyed: readonly { readonly key: string; readonly hop: TracedHop }[],
): Markup {
  const changed = new Set(keyed.flatMap(({ key }, index) => (isChanged(texts, index) ? [key] : [])))
  const byKey = new Map(keyed.map(({ key }, index) => [key, texts[index]]))
  const bars = runs(columns.map(({ key }) => byKey.get(key)))
  const cells = bars.map(({ text, at, length }) => {
    if (text === undefined) return markup`<td colspan="${length}"></td>`
    const isNew = columns.slice(at, at + length).some(({ key }) => changed.has(key))
    const shown = isNew ? markup`<mark>${broken(text, kind)}</mark>` : broken(text, kind)
    return markup`<td class="underlay-bar underlay-${kind}" colspan="${length}">${shown}</td>`
  })
  return markup`<tr><th scope="row">${title}</th>${cells}</tr>\n`
}

// Two hardware addresses in one line would make a column wider than all else.
function broken(text: string, kind: Lane['kind']): Markup {
  const [source = '', destination] = text.split(' → ')
  if (kind !== 'frame' || destination === undefined) return markup`${text}`
  return markup`${source}<br>→ ${destination}`
}

/** Whether a hop has another text than the hop before it; that a header goes is seen by its bar's end. */
function isChanged(texts: readonly (string | undefined)[], index: number): boolean {
  return index > 0 && texts[index] !== undefined && texts[index] !== texts[index - 1]
}

interface Run {
  readonly text: string | undefined
  readonly at: number
  readonly length: number
}

/** Neighbours with the same text as one. */
function runs(texts: readonly (string | undefined)[]): readonly Run[] {
  const starts = texts.flatMap((text, index) => (index === 0 || text !== texts[index - 1] ? [index] : []))
  return starts.map((at, index) => ({ text: texts[at], at, length: (starts[index + 1] ?? texts.length) - at }))
}
