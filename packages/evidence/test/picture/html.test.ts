import { describe, expect, it } from 'vitest'
import {
  escapeHtml,
  formatVerdict,
  judgeMatrix,
  matrixHtml,
  packetsHtml,
  predictionHtml,
  predictPath,
  tableHtml,
  verdictHtml,
  type MatrixEnd,
} from '@underlay/evidence'
import { summarizeAll } from '@underlay/packet'
import { captured, ipip, ping } from '../build/captures.ts'
import { frame, pods } from '../build/packets.ts'
import { pathLab } from '../build/path-labs.ts'
import { rowsOf } from './markup.ts'

const hostile = `<script>alert("1")</script>'&\u202e\u0000`

const end = (name: string, address: string): MatrixEnd => ({ name, node: name, address, taps: [`${name}:net0`] })

describe('a text', () => {
  it('is escaped, and what turns the writing around is spelled out', () => {
    expect(escapeHtml(hostile)).toBe('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;&#38;\\u{202e}\\u{0}')
  })

  it('keeps its lines', () => {
    expect(escapeHtml('a\nb\r')).toBe('a\nb\\u{d}')
  })
})

describe('a table', () => {
  it('has a column for each key, numbers to the right', () => {
    const html = tableHtml([{ node: 'worker', packets: 6, gone: undefined }], { caption: 'seen' })
    expect(rowsOf(html)).toEqual([
      ['node', 'packets', 'gone'],
      ['worker', '6', '-'],
    ])
    expect(html).toContain('<td class="underlay-number">6</td>')
    expect(html).toContain('<caption>seen</caption>')
  })

  it('has texts of strangers as texts', () => {
    const html = tableHtml([{ [hostile]: hostile }], { caption: hostile })
    expect(html).not.toMatch(/<script|\u202e/)
  })
})

describe('packets', () => {
  const frames = ping([pods.here, pods.otherRack], 1, ipip('10.1.5.10', '10.1.8.10'))
  const { packets } = captured({ tap: 'worker:net0', frames })

  it('have outer and inner addresses side by side', () => {
    const [head, first] = rowsOf(packetsHtml(summarizeAll(packets)))
    expect(head).toEqual(['No.', 'Time', 'Outer', 'Inner', 'Protocol', 'Length', 'TTL', 'Info'])
    expect(first?.slice(2, 5)).toEqual(['10.1.5.10 → 10.1.8.10', '10.98.81.4 → 10.98.193.193', 'ICMP'])
    expect(first?.[6]).toMatch(/^\d+ ?\/ ?\d+$/)
  })

  it('have no inner column where nothing is in a tunnel, and a tap where it is known', () => {
    const plain = captured({ tap: 'w:net0', frames: ping([pods.here, pods.otherRack], 1, (packet) => frame(packet)) })
    const rows = summarizeAll(plain.packets, { interfaces: [{ name: hostile }] })
    const html = packetsHtml(rows, { caption: hostile })
    expect(rowsOf(html)[0]).toEqual(['No.', 'Time', 'Tap', 'Source → destination', 'Protocol', 'Length', 'TTL', 'Info'])
    expect(html).not.toMatch(/<script|\u202e/)
  })
})

describe('a verdict', () => {
  it.for([
    ['pass', '✓ as expected'],
    ['fail', '✗ as expected\nall <of> it'],
    ['inconclusive', '? as expected\nall <of> it'],
  ] as const)('%s', ([outcome, text]) => {
    const verdict = { outcome, summary: 'as expected', message: 'all <of> it' }
    expect(formatVerdict(verdict)).toBe(text)
    expect(verdictHtml(verdict)).toContain(`underlay-${outcome}`)
    expect(verdictHtml(verdict)).toContain(`aria-label="${outcome}"`)
    expect(verdictHtml(verdict).includes('all &#60;of&#62; it')).toBe(outcome !== 'pass')
  })
})

it('a matrix has senders as rows, receivers as columns, and why', () => {
  const ends = [end('cp', pods.here), end(hostile, pods.otherRack)]
  const frames = ping([pods.here, pods.otherRack], 1, (packet) => frame(packet))
  const matrix = judgeMatrix(captured(...ends.map(({ taps: [tap = ''] }) => ({ tap, frames }))), {
    ends,
    expected: () => ({ encapsulation: 'ipip', reason: 'two racks' }),
  })
  const html = matrixHtml(matrix)
  expect(rowsOf(html).map((row) => row.slice(1))).toEqual([
    ['cp', escapeHtml(hostile)],
    ['·', '!none'],
    ['!none', '·'],
  ])
  expect(html).toContain('title="two racks; ')
  expect(html).not.toMatch(/<script|\u202e/)
})

it('a prediction has a row for each interface, with the headers there and why', () => {
  const html = predictionHtml(predictPath(pathLab(), 'pod/app-control-plane', 'pod/app-worker2'))
  expect(rowsOf(html)).toContainEqual([
    '← control-plane:net0',
    '10.1.5.10 → 10.1.8.10 ttl 63 DF 10.98.95.193 → 10.98.12.65 ttl 63 DF | echo request',
    '1500',
    expect.stringContaining('default'),
  ])
  expect(html).toContain('outside of control-plane&#39;s 10.1.5.10/24, so ipip')
  expect(html).toMatch(/largest packet 1480 bytes/)
})
