import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { RunRecord } from '@underlay/notebook'
import { decode, readCapture } from '@underlay/packet'
import { expect, test } from 'vitest'

import { byteRows, byteTable } from '../site/byte-table.ts'
import { brokenLinksOf } from '../site/check-links.ts'
import { filledPage, partOf } from '../site/code-fences.ts'
import { headingSlug } from '../site/heading-slug.ts'
import { notebookPage, notebookTitle } from '../site/notebook-page.ts'
import { recordProblem } from '../site/notebook-records.ts'
import { docs } from '../site/paths.ts'
import { referenceIndex } from '../site/reference-index.ts'
import { siteLink } from '../site/repository-links.ts'

const record = (sourceSha256: string, outcome: 'pass' | 'fail' = 'pass'): RunRecord => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    language_info: { name: 'typescript', file_extension: '.mts' },
    underlay: {
      notebook: '05-check-routes.mts',
      args: ['--engine', '<b>'],
      sourceSha256,
      ranAt: '2026-11-26T03:00:00.000Z',
      outcome,
      versions: { underlay: '0.1.0', node: '24.21.0' },
      place: { lab: 'x', engine: 'netns', host: 'microvm', kernel: '6.1', cni: 'modelled calico' },
    },
  },
  cells: [
    {
      cell_type: 'markdown',
      id: 'a',
      metadata: { underlay: { firstLine: 1, lastLine: 3 } },
      source: '# 5. The routes\n\nProse.',
    },
  ],
})
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('a notebook without a record, with that of another text, or a failed one makes no page', () => {
  expect(recordProblem('05-a.mts', '', undefined)).toBe(
    'examples/05-a.mts has no record: run npx underlay render -u examples/05-a.mts',
  )
  expect(recordProblem('05-a.mts', 'changed', record(empty))).toContain('is not what was recorded')
  expect(recordProblem('05-a.mts', '', record(empty, 'fail'))).toContain('failed when it was recorded')
  expect(recordProblem('05-a.mts', '', record(empty))).toBeUndefined()
})

test('the page of a notebook is inert', () => {
  const page = notebookPage('text\n\n:::\n\n::::: v-pre\n\n{{ alert(1) }}\n')
  const [open, close] = [page.indexOf('\n:::::: v-pre\n'), page.lastIndexOf('\n::::::\n')]
  expect(open).toBeGreaterThan(0)
  expect(page.slice(open, close)).toContain('{{ alert(1) }}')
  expect(page.slice(close).trim()).toBe('::::::')
  expect(notebookTitle(record(empty))).toBe('5. The routes')
})

test('links into the repository become pages of the site', () => {
  expect(siteLink('captures.md', '../examples/15-live-capture.mts')).toBe('/labs/15-live-capture.md')
  expect(siteLink('captures.md', 'kind.md#images')).toBe('/kind.md#images')
  expect(siteLink('tutorial/05-check-routes.md', '06-capture.mts')).toBe('/tutorial/06-capture.md')
  expect(siteLink('contributing.md', 'docs/kind.md')).toBe('/kind.md')
  expect(siteLink('kind.md', 'https://kind.sigs.k8s.io')).toBe('https://kind.sigs.k8s.io')
  expect(() => siteLink('kind.md', '../packages/sdk/src/index.ts')).toThrow('is no page of the site')
})

test('links of a built site to no page and to no anchor are found', () => {
  const pages = new Map([
    [
      'index.html',
      '<a href="/a.html#there">a</a> <a href="a.html#gone">b</a> <a href="/b.html">c</a> <a href="/x.png">d</a>',
    ],
    ['a.html', '<h2 id="there">x</h2> <a href="#there">x</a> <a href="/#top">y</a> <a href="https://b.c/d">z</a>'],
  ])
  expect(brokenLinksOf(pages)).toEqual([
    'index.html: a.html#gone is no anchor of its page',
    'index.html: /b.html is no page',
    'a.html: /#top is no anchor of its page',
  ])
})

test('anchors are those of GitHub', () => {
  expect(headingSlug("What isn't there: `a_b` & c")).toBe('what-isnt-there-a_b--c')
})

test('a block has the part of the file that it names', () => {
  const file = 'before\n  // #region a\n  one\n    two\n  // #endregion\n'
  expect(filledPage('```ts file=x.ts#a\nold\n```\n\n```text\nkept\n```\n', () => file)).toBe(
    '```ts file=x.ts#a\none\n  two\n```\n\n```text\nkept\n```\n',
  )
  expect(partOf('=== a\n1\n=== b\n2\n', 'a')).toBe('1')
  expect(() => filledPage('```ts file=x.ts#b\n```\n', () => file)).toThrow('x.ts has no part b')
})

test('the first page of the reference names each symbol, inert', () => {
  const symbols = [
    { package: 'sdk', folder: 'capture', name: 'capture', summary: 'Arms <taps> {{x}}', url: 'sdk.md#capture' },
  ]
  const page = referenceIndex(symbols)
  expect(page).toContain('### capture\n\n- [`capture`](sdk.md#capture) — Arms &#60;taps&#62; &#123;&#123;x&#125;&#125;')
})

const recordings = ['ipip.pcapng', 'vxlan.pcapng']

test.each(recordings)('%s: the table has every byte of every header once', (name) => {
  const packet = packetOf(name)
  const rows = byteRows(packet)
  for (const [depth, layer] of decode(packet).entries()) {
    const own = rows.filter((row) => row.depth === depth)
    if (layer.name === 'data') continue
    const covered = new Set(own.flatMap(({ offset, hex }) => hex.split(' ').map((_, index) => offset + index)))
    expect([...covered].sort((a, b) => a - b)).toEqual(
      Array.from({ length: layer.length }, (_, at) => layer.start + at),
    )
  }
  expect(byteTable(packet)).toContain('outer IPv4, 20 bytes')
})

test.each(recordings)('%s: a changed byte changes the fields that the table has there, and no other value', (name) => {
  const packet = packetOf(name)
  const before = byteRows(packet)
  for (const at of new Set(before.map(({ offset }) => offset))) {
    const bytes = packet.bytes.slice()
    bytes[at] = (bytes[at] ?? 0) ^ 0xff
    const after = byteRows({ ...packet, bytes })
    const changed = before.filter((row, index) => {
      const now = after[index]
      return now === undefined || now.field !== row.field || now.value !== row.value
    })
    const first = changed[0]
    // A header that says what follows changes what is read behind it: its own field is the first that differs.
    expect(
      first === undefined ? at : first.offset <= at && at < first.offset + first.hex.split(' ').length,
    ).toBeTruthy()
    expect(changed.length).toBeGreaterThan(0)
  }
})

function packetOf(name: string) {
  const { packets } = readCapture(readFileSync(join(docs, 'recordings', name)))
  const [, tunnelled] = packets
  if (tunnelled === undefined) throw new Error(`${name} lacks a packet`)
  return tunnelled
}
