import { formatGraph, labGraph, type LabGraph } from '@underlay/configs'
import { describe, expect, test } from 'vitest'
import { formatTable } from '../../../src/output/format-table.ts'
import { parseRoutes } from '../../../src/routes/routes.ts'
import { bundleOf } from '../../../src/show/displayable.ts'
import { plainSvg } from '../../../src/show/draw-dot.ts'
import { displayStyles } from '@underlay/evidence'
import { labPicture } from '../../../src/show/lab-picture.ts'
import { packetTable } from '../../../src/show/packet-table.ts'
import { routeTable } from '../../../src/show/route-table.ts'
import { table } from '../../../src/show/table.ts'
import { preset } from '../reference-lab.ts'

test('a table shows itself as text and as HTML', () => {
  const rows = [{ node: 'worker', address: '10.1.5.11' }]
  const bundle = bundleOf(table(rows, { caption: 'nodes' }))
  expect(bundle['text/plain']).toBe(formatTable(rows))
  expect(bundle['text/html']).toContain('<caption>nodes</caption>')
})

test('routes have a line each, below their title, and a column for each word', () => {
  const json = [{ dst: '10.98.193.192/26', gateway: '10.1.8.10', dev: 'tunl0', protocol: 'bird', flags: ['onlink'] }]
  const bundle = bundleOf(routeTable(parseRoutes(JSON.stringify(json)), { title: 'control-plane' }))
  expect(bundle['text/plain']).toBe('control-plane:\n  10.98.193.192/26 via 10.1.8.10 dev tunl0 onlink')
  expect(bundle['text/html']).toContain('<td>tunl0</td>')
  // No route has a source.
  expect(bundle['text/html']).not.toContain('>src<')
})

test('packets of a capture without any are a head alone, below a title', () => {
  const capture = { interfaces: [], packets: [] }
  expect(bundleOf(packetTable(capture, { title: 'gw0:eth2' }))['text/plain']).toMatch(/^gw0:eth2:\nNo\. /)
})

test('a verdict shows itself in a line', () => {
  const verdict = { outcome: 'pass', summary: 'worker:net0  none', message: 'worker:net0  none' }
  expect(bundleOf(verdict)['text/plain']).toBe('✓ worker:net0  none')
})

const svgOf = (content: string) =>
  `<svg width="1pt" height="1pt" viewBox="0 0 1 1"><text text-anchor="start" x="10.00" font-size="10.00">${content}</text></svg>`

test('Graphviz measures letters, not the bytes of an arrow', () => {
  expect(plainSvg(svgOf('a b'), '')).toContain(' x="10.00"')
  expect(plainSvg(svgOf('a → b'), '')).toContain(' x="16.00"')
})

describe('the picture of a lab', () => {
  const { kind, clab, files } = preset
  const graph = labGraph(kind, clab, { files })

  test('is one SVG element that says its name, with places and taps', async () => {
    const bundle = bundleOf(await labPicture(graph))
    const svg = String(bundle['image/svg+xml'])
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="The lab calico-ipip-crosssubnet"/)
    expect(svg).toContain('data-place="worker2"')
    expect(svg).toContain('data-tap="worker2:net0"')
    expect(svg).toContain('>10.1.8.10/24</text>')
    expect(svg.match(/data-tap=/g)).toHaveLength(graph.places.flatMap(({ interfaces }) => interfaces).length)
    expect(svg).not.toMatch(/ id=|"black"|<title|<a[ >]/)
    expect(bundle['text/plain']).toBe(formatGraph(graph))
    expect(bundle['text/vnd.mermaid']).toMatch(/^flowchart TB/)
  })

  test('has names of strangers as texts', async () => {
    const name = `<script>alert("1")</script>\n\u202e"]; \\`
    const strange: LabGraph = {
      name,
      places: [
        { name, role: 'gateway', interfaces: [{ name, addresses: [name] }] },
        { name: 'b', role: 'bridge', label: name, interfaces: [{ name: 'b0', addresses: [] }] },
        { name: 'n', role: 'node', rack: 'b', alias: name, interfaces: [] },
      ],
      links: [
        {
          ends: [
            { place: name, device: name },
            { place: 'b', device: 'b0' },
          ],
        },
      ],
    }
    const { 'image/svg+xml': svg, 'text/plain': text } = bundleOf(await labPicture(strange))
    expect(svg).not.toMatch(/<script|\u202e/)
    expect(svg).toContain('&lt;script&gt;')
    expect(text).not.toMatch(/\u202e/)
    expect(text.split('\n')).toHaveLength(4)
  })
})

test('the stylesheet has classes of ours alone, and ends no element', () => {
  const selectors = displayStyles
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('{')[0] ?? '')
  expect(selectors.filter((selector) => !selector.startsWith('.underlay-'))).toEqual([])
  expect(displayStyles).not.toContain('<')
})
