import { expect, it } from 'vitest'
import { findPath, formatLadder, formatTree } from '@underlay/evidence'
import { captured } from '../build/captures.ts'
import { mark, seenAt, topology, way } from '../build/path.ts'

const query = { from: 'pod/a', to: 'pod/b', mark, topology, sent: true }
const lost = findPath(captured(...seenAt(way.slice(0, 7))), {
  ...query,
  expected: { forward: way, reverse: way.toReversed() },
})
const answered = findPath(captured(...seenAt(way, way)), query)

it('prints a ladder, with texts beside the arrows', () => {
  expect(`\n${formatLadder(lost)}\n`).toMatchInlineSnapshot(`
    "
    pod/a → pod/b: icmp echo request, lost; 7 taps there

     pod/a  node1   br1    gw0
       │      │      │      │    icmp echo request
       ├─────▶│      │      │    10.98.81.4 → 10.98.193.193 ttl 64
       │      ├─────▶│      │    vxlan 10.1.5.10 → 10.1.8.10 ttl 64
       │      │      │      │    ttl 63
       │      │      ├─────▶│    vxlan ttl 64 | ttl 63
       │      │      │      ✗    lost in gw0
       │      │      │      │    last seen at gw0:eth1, not at gw0:eth2
    "
  `)
})

it('says where a packet left what is captured', () => {
  const unknown = { ...topology, cables: topology.cables.slice(0, 1) }
  const left = findPath(captured(...seenAt(way.slice(0, 4))), { ...query, topology: unknown })
  expect(formatLadder(left)).toMatch(/✗ +lost beyond node1\n.* last seen at node1:net0$/)
})

it('prints texts below the arrows where there is no room beside', () => {
  expect(`\n${formatLadder(lost, { widthColumns: 50 })}\n`).toMatchInlineSnapshot(`
    "
    pod/a → pod/b: icmp echo request, lost; 7 taps there

     pod/a  node1   br1    gw0
      icmp echo request
       ├─────▶│      │      │
      10.98.81.4 → 10.98.193.193 ttl 64
       │      ├─────▶│      │
      vxlan 10.1.5.10 → 10.1.8.10 ttl 64 | ttl 63
       │      │      ├─────▶│
      vxlan ttl 64 | ttl 63
       │      │      │      ✗
      lost in gw0
      last seen at gw0:eth1, not at gw0:eth2
    "
  `)
})

it('prints numbers for names where there is none for them either', () => {
  const ladder = formatLadder(answered, { widthColumns: 40 })
  expect(ladder.split('\n').slice(2, 12).join('\n')).toMatchInlineSnapshot(`
    "1 pod/a
    2 node1
    3 br1
    4 gw0
    5 br2
    6 node2
    7 pod/b
      1    2    3    4    5    6    7
      icmp echo request
      ├───▶│    │    │    │    │    │"
  `)
  expect(
    Math.max(
      ...ladder
        .split('\n')
        .slice(2)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(40)
})

it('draws no line wider than the terminal', () => {
  for (const widthColumns of [60, 80, 100, 120]) {
    const [, ...lines] = formatLadder(answered, { widthColumns }).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(widthColumns)
  }
})

it('prints a tree', () => {
  expect(`\n${formatTree(lost)}\n`).toMatchInlineSnapshot(`
    "
    pod/a → pod/b: icmp echo request, lost; 7 taps there
    there: icmp echo request  10.98.81.4 → 10.98.193.193 ttl 64
    └─ pod/a
       │  out eth0
       └─ node1
          │  in  cali1
          │  out vxlan.calico  ttl 64 → 63, MACs
          │  out net0          + vxlan 10.1.5.10 → 10.1.8.10 ttl 64
          └─ br1
             │  in  port1
             │  out port2
             └─ gw0
                   in  eth1
                ✗ lost in gw0: last seen at gw0:eth1, not at gw0:eth2
    "
  `)
})

it('prints both ways in a tree, and what was seen aside', () => {
  const flooded = findPath(captured(...seenAt([...way, 'br1:port3'], way)), query)
  const tree = formatTree(flooded)
  expect(tree).toContain('back: icmp echo reply  10.98.193.193 → 10.98.81.4 ttl 64')
  expect(tree).toContain('(a copy at br1:port3)')
})
