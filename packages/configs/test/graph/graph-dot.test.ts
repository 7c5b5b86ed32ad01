import { describe, expect, test } from 'vitest'
import { calicoIpipCrossSubnet, graphDot, graphMermaid, labGraph, type LabGraph } from '@underlay/configs'

const { kind, clab, files } = calicoIpipCrossSubnet()
const graph = labGraph(kind, clab, { files })

describe('DOT', () => {
  const dot = graphDot(graph)

  test('racks are clusters with their name and network', () => {
    expect(dot).toContain('subgraph "cluster_br-pool0" {')
    expect(dot).toContain('<B>rack0</B>&#160; 10.1.5.0/24')
    expect(dot.match(/subgraph/g)).toHaveLength(2)
  })

  test('an interface is a cell whose title is its tap', () => {
    expect(dot).toContain('TITLE="worker2:net0"')
    expect(dot).toContain('10.1.8.10/24')
  })

  test('every link that is no pod’s is an edge', () => {
    expect(dot.match(/ -- /g)).toHaveLength(7)
    expect(dot).toMatch(/"gw0":i1:s -- "br-pool0":i2:n/)
  })
})

test('Mermaid has racks as subgraphs, and names of interfaces at links', () => {
  const mermaid = graphMermaid(graph)
  expect(mermaid).toMatch(/^flowchart TB\n/)
  expect(mermaid).toContain('["rack0 10.1.5.0/24"]')
  expect(mermaid).toContain('p1 ---|"eth1"| p2')
  expect(mermaid).toContain('["worker2 (server3)<br/>net0 10.1.8.10/24"]')
})

describe('names of strangers', () => {
  const hostile = `<script>alert("1")</script>\n"]; evil -> x [\u202e#quot;\\`
  const strange: LabGraph = {
    name: hostile,
    places: [
      { name: hostile, role: 'gateway', interfaces: [{ name: hostile, addresses: [hostile] }] },
      { name: 'b', role: 'bridge', label: hostile, interfaces: [{ name: 'b0', addresses: [] }] },
      { name: 'n', role: 'node', rack: 'b', alias: hostile, interfaces: [{ name: 'net0', addresses: [hostile] }] },
      { name: `pod/${hostile}`, role: 'pod', on: 'n', interfaces: [{ name: 'eth0', addresses: [] }] },
    ],
    links: [
      {
        ends: [
          { place: hostile, device: hostile },
          { place: 'b', device: 'b0' },
        ],
      },
    ],
  }

  test('stay texts in DOT', () => {
    const dot = graphDot(strange)
    const labels = dot.split('\n').map((line) => line.split(' label=')[1] ?? '')
    expect(labels.join('\n')).not.toContain('<script>')
    expect(dot).not.toContain('\u202e')
    expect(dot.split('\n')).toHaveLength(graphDot({ ...strange, name: 'lab' }).split('\n').length)
  })

  test('stay texts in Mermaid', () => {
    const mermaid = graphMermaid(strange)
    expect(mermaid).not.toMatch(/<script|alert\("/)
    expect(mermaid).not.toContain('\u202e')
    expect(mermaid.split('\n').filter((line) => line.includes('evil') && !line.includes('#'))).toEqual([])
  })
})
