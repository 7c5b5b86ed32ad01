import { describe, expect, test } from 'vitest'
import { display } from '../records.ts'
import { compareOutputs } from './texts.ts'

type Bundle = Readonly<Record<string, string | object>>

function compare(recorded: readonly Bundle[], ran: readonly Bundle[]) {
  return compareOutputs(recorded.map(display), ran.map(display)).map(({ where, recorded, ran }) => [
    where,
    recorded,
    ran,
  ])
}

const twice = (text: string) => ({ 'text/html': `<p>${text}</p>`, 'text/plain': text })

const json = (value: object) => [{ 'application/json': value }]

const table = (...rows: readonly (readonly string[])[]) =>
  `<table class="underlay-table"><thead><tr><th>Node<th>TTL</thead><tbody>${rows
    .map(([node, ttl]) => `<tr><td><code>${node}</code></td><td class="underlay-number">${ttl}</td></tr>`)
    .join('')}</tbody></table>`

const html = (markup: string) => [{ 'text/html': markup }]

const svg = (node: string, x: number) => [
  {
    'image/svg+xml': `<svg viewBox="0 0 ${x} 9"><style>.a{}</style><g><text x="${x}">${node}</text><text>10.1.5.10</text></g></svg>`,
  },
]

describe('shown values', () => {
  test('one that is new stands where it came', () => {
    const [a, b] = [{ 'text/plain': 'routes of worker' }, { 'text/plain': 'routes of worker2\nmore' }]
    expect(compare([a], [b, a])).toEqual([['display 1, all of it', undefined, 'routes of worker2']])
    expect(compare([a, b], [a])).toEqual([['display 2, all of it', 'routes of worker2', undefined]])
  })

  test('what differs in several forms is told once', () => {
    expect(compare([twice('none')], [twice('ipip')])).toEqual([['display 1, text/plain, line 1', 'none', 'ipip']])
  })

  test('a form that is no longer there', () => {
    expect(compare([{ 'text/plain': 'a', 'text/html': 'a' }], [{ 'text/plain': 'a' }])).toEqual([
      ['display 1, its forms', 'text/html', undefined],
    ])
  })

  test('JSON by its structure', () => {
    expect(compare(json({ a: 1, mac: '02:00:00:00:00:0a' }), json({ mac: '02:00:00:00:00:0b', a: 1 }))).toEqual([])
    expect(compare(json({ hops: [{ ttl: 64 }, { ttl: 63 }] }), json({ hops: [{ ttl: 64 }, { ttl: 62 }] }))).toEqual([
      ['display 1, application/json, $.hops[1].ttl', '63', '62'],
    ])
    expect(compare(json({ a: [1, 2] }), json({ a: [1], b: null }))).toEqual([
      ['display 1, application/json, $.a[1]', '2', undefined],
      ['display 1, application/json, $.b', undefined, 'null'],
    ])
  })
})

describe('HTML by what it shows', () => {
  test('tags, classes, comments and blanks do not matter', () => {
    expect(compare(html('<p class="a">two <b>words</b></p>'), html('<!-- x --><div>\n  two   words\n</div>'))).toEqual(
      [],
    )
    expect(compare(html('<p>a</p><p>b</p>'), html('<p>a b</p>'))).not.toEqual([])
  })

  test('tables by rows and columns', () => {
    expect(
      compare(html(table(['worker', '63'], ['worker2', '62'])), html(table(['worker2', '62'], ['worker', '63']))),
    ).toEqual([])
    expect(compare(html(table(['worker', '63'])), html(table(['worker', '62'])))).toEqual([
      ['display 1, text/html, the table of line 1, row worker, column TTL', '63', '62'],
    ])
  })

  test('a table without a head', () => {
    expect(compare(html('<table><tr><td>a<td>b</table>'), html('<table><tr><td>a<td>c</table>'))).toEqual([
      ['display 1, text/html, the table of line 1, row 1, column 2', 'b', 'c'],
    ])
  })

  test('entities are the characters that they stand for', () => {
    expect(compare(html('<p>&lt;none&gt; &#8594; &#x2713;</p>'), html('<p>&#60;none> → ✓</p>'))).toEqual([])
  })
})

test('SVG by its texts, wherever they stand', () => {
  expect(compare(svg('worker', 1), svg('worker', 2))).toEqual([])
  expect(compare(svg('worker', 1), svg('worker2', 1))).toEqual([
    ['display 1, image/svg+xml, line 1', 'worker', 'worker2'],
  ])
})
