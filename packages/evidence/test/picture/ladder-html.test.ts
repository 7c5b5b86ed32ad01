import { describe, expect, it } from 'vitest'
import { findPath, ladderHtml } from '@underlay/evidence'
import { captured } from '../build/captures.ts'
import { mark, seenAt, topology, way } from '../build/path.ts'
import { rowsOf } from './markup.ts'

const query = { from: 'pod/a', to: 'pod/b', mark, topology, sent: true }
const answered = findPath(captured(...seenAt(way, way)), query)
const lost = findPath(captured(...seenAt(way.slice(0, 7))), {
  ...query,
  expected: { forward: way, reverse: way.toReversed() },
})

describe('a ladder on a page', () => {
  const rows = rowsOf(ladderHtml(answered))

  it('has a column for each interface, below its place', () => {
    expect(rows[0]).toEqual(['', 'pod/a', 'node1×3', 'br1×2', 'gw0×2', 'br2×2', 'node2×3', 'pod/b'])
    expect(rows[1]).toEqual(['', ...way.map((tap) => tap.split(':')[1])])
  })

  it('has the request above, its answer below', () => {
    expect(rows.filter(([head]) => /[→←]/.test(head ?? '')).map(([head]) => head)).toEqual([
      'pod/a → pod/b×15',
      'pod/a ← pod/b, the answer×15',
    ])
  })

  it('shows a tunnel as a bar over the interfaces that see it, and marks what changed', () => {
    expect(rows.find(([head]) => head === 'outer IP')).toEqual([
      'outer IP',
      '×3',
      '*vxlan VNI 4096 10.1.5.10 → 10.1.8.10*×8',
      '×3',
    ])
    expect(rows.find(([head]) => head === 'outer TTL')).toEqual(['outer TTL', '×3', '*64*×4', '*63*×4', '×3'])
    expect(rows.find(([head]) => head === 'TTL')).toEqual(['TTL', '64×2', '*63*×10', '*62*×2'])
  })

  it('reads the answer from right to left', () => {
    const ttls = rows.filter(([head]) => head === 'TTL')
    expect(ttls[1]).toEqual(['TTL', '*62*×2', '*63*×10', '64×2'])
  })

  it('names each interface as a tap', () => {
    expect(ladderHtml(answered)).toContain('data-tap="node1:vxlan.calico"')
  })
})

it('says where a packet was lost', () => {
  expect(rowsOf(ladderHtml(lost)).at(-1)?.[0]).toBe('✗ lost in gw0: last seen at gw0:eth1, not at gw0:eth2×8')
})

it('has no table where no tap saw the packet', () => {
  const nothing = findPath(captured({ tap: 'pod/a:eth0', frames: [] }), query)
  expect(ladderHtml(nothing)).toBe('<p>pod/a → pod/b: lost; 0 taps there</p>')
})

it('has texts of strangers as texts', () => {
  const strange = ladderHtml({ ...answered, from: '<script>alert(1)</script>', to: '"\u202e' })
  expect(strange).not.toMatch(/<script|\u202e/)
  expect(strange).toContain('&#60;script&#62;')
})
