import { expect, test } from 'vitest'
import { calicoIpipCrossSubnet, describeCluster, describeFabric, TopologyError } from '../../src/index.ts'

const { kind, clab, files } = calicoIpipCrossSubnet()
const context = { cluster: describeCluster(kind), files }

/** The reference topology with one node called otherwise, in its links too. */
function renamed(from: string, to: string) {
  const text = JSON.stringify(clab).replaceAll(`"${from}"`, `"${to}"`).replaceAll(`"${from}:`, `"${to}:`)
  return JSON.parse(text) as typeof clab
}

test.for([
  ['gw0', 'worker', /'worker' is also the node calico-ipip-crosssubnet-worker of the kind config/],
  ['gw0', 'calico-ipip-crosssubnet-worker', /is also the node calico-ipip-crosssubnet-worker/],
  ['server3', 'worker3', /'worker3' is also the node calico-ipip-crosssubnet-worker3/],
  ['gw0', 'outside', /'outside' is a name of the lab's own/],
  ['gw0', 'fabric', /'fabric' is a name of the lab's own/],
  ['server1', 'pod-x', /'pod-x' is a name of the lab's own/],
] as const)('%s cannot be called %s', ([from, to, message]) => {
  expect(() => describeFabric(renamed(from, to), context)).toThrow(TopologyError)
  expect(() => describeFabric(renamed(from, to), context)).toThrow(message)
})

test('a server may be called as the node that it joins', () => {
  const fabric = describeFabric(renamed('server3', 'worker2'), context)
  expect(fabric.servers.map(({ name }) => name)).toEqual(['server1', 'server2', 'worker2', 'server4'])
})
