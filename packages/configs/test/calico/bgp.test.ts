import { describe, expect, test } from 'vitest'
import type { CalicoBgpOptions } from '../../src/index.ts'
import { calicoSettings, selects } from '../../src/index.ts'
import { refusal } from '../refusal.ts'

const CLUSTER = {
  podSubnet: '10.98.0.0/16',
  nodes: [
    { name: 'lab-worker', shortName: 'worker' },
    { name: 'lab-worker2', shortName: 'worker2' },
  ],
}
const bgp = (options: CalicoBgpOptions) => calicoSettings({ ipip: 'Never', bgp: options }, CLUSTER).bgp

test("what is left out is Calico's", () => {
  expect(bgp({ peers: [{ peerIP: '10.1.5.1', asNumber: 65000 }] })).toEqual({
    mesh: true,
    nodeAsNumbers: {},
    routeReflectors: {},
    peers: [{ peerIP: '10.1.5.1', asNumber: 65000 }],
  })
})

describe('is refused', () => {
  test.for<[CalicoBgpOptions, string]>([
    [{ nodeAsNumbers: { worker9: 65001 } }, 'bgp.nodeAsNumbers.worker9 worker9 is no node of the cluster'],
    [{ nodeAsNumbers: { worker: 0 } }, 'bgp.nodeAsNumbers.worker must be an integer from 1 to 4294967295, is 0'],
    [
      { routeReflectors: { worker: '1' } },
      "bgp.routeReflectors.worker '1' is no cluster ID; write one as an IPv4 address: 244.0.0.1",
    ],
    [{ peers: [{}] }, 'bgp.peers[0].peerIP and peerSelector exclude one another, and one of them is required'],
    [{ peers: [{ peerIP: '10.1.5.1' }] }, 'bgp.peers[0].asNumber is required with peerIP'],
    [{ peers: [{ peerIP: 'gw0', asNumber: 1 }] }, "bgp.peers[0].peerIP 'gw0' is not an address such as 10.1.5.1"],
    [
      { peers: [{ peerSelector: 'all()', asNumber: 1 }] },
      'bgp.peers[0].asNumber has no meaning with peerSelector: the nodes have their own',
    ],
    [
      { peers: [{ node: 'worker', nodeSelector: 'all()', peerSelector: 'all()' }] },
      'bgp.peers[0].nodeSelector stands beside node; a peer is for one node, or for those that a selector takes',
    ],
    [{ peers: [{ node: 'x', peerSelector: 'all()' }] }, 'bgp.peers[0].node x is no node of the cluster'],
    [
      { peers: [{ peerSelector: 'rr(' }] },
      "bgp.peers[0].peerSelector 'rr(' is no selector of Calico's; write all(), or such as rack == 'rack0' && !has(edge)",
    ],
  ])('%o', ([options, line]) => {
    expect(refusal(() => bgp(options))).toEqual([`calico options ${line}`])
  })
})

test.for<[string, boolean]>([
  ['', true],
  ['all()', true],
  ["rack == 'rack0'", true],
  ['rack == "rack1"', false],
  ["rack != 'rack1'", true],
  ["zone != 'a'", true],
  ["zone == 'a'", false],
  ['has(rack)', true],
  ['!has(node-role.kubernetes.io/control-plane)', true],
  ["rack in { 'rack1', 'rack0' }", true],
  ["rack not in { 'rack0' }", false],
  ["zone not in { 'a' }", true],
  ['zone in { }', false],
  ["rack starts with 'rac' && rack ends with '0'", true],
  ["rack contains 'x' || has(disk)", true],
  ["!(rack == 'rack0' && has(disk))", false],
  ['has(zone) && has(x) || has(disk)', true],
  ['has(zone) && (has(x) || has(disk))', false],
])('%s: %s', ([selector, fits]) => {
  expect(selects(selector, { rack: 'rack0', disk: 'ssd' })).toBe(fits)
})

test('a label is none of an object that all objects have', () => {
  expect(selects('has(constructor)', {})).toBe(false)
})
