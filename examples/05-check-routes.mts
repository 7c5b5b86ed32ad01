// # 5. The routes
//
// Before any packet: what the kernel will do with it. The control plane reaches the pods of its own rack through net0,
// those of the other rack through the CNI's tunnel device: tunl0 for Calico's IPIP, flannel.1 for flannel's VXLAN.

import assert from 'node:assert/strict'
import { calicoIpipCrossSubnet, connectCluster, formatRoute, pods, routes } from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await pods(cluster)
const cni = cluster.cni ?? assert.fail('no CNI is installed; npx zx examples/03-install-cni.mts')

const table = await routes(cluster.node('control-plane'))
echo('control-plane:')
for (const route of table) echo(`  ${formatRoute(route)}`)

const routeTo = (node: string) => {
  const [block = assert.fail(`${node} has no block`)] = cni.nodes[cluster.node(node).name]?.blocks ?? []
  return table.find(({ destination }) => destination === block) ?? assert.fail(`no route to ${block} of ${node}`)
}
const near = routeTo('worker')
assert.deepEqual([near.device, near.nextHop], ['net0', '10.1.5.11'])
echo(`✓ the block of worker, same rack: ${formatRoute(near)}`)
for (const node of ['worker2', 'worker3']) {
  const far = routeTo(node)
  assert.equal(far.device, cni.tunnel?.device)
  echo(`✓ the block of ${node}, other rack: ${formatRoute(far)}`)
}

const podTable = await routes(app.on('control-plane'))
echo(`${app.on('control-plane').place}:`)
for (const route of podTable) echo(`  ${formatRoute(route)}`)
assert(podTable.some(({ destination }) => destination === 'default'))
assert(podTable.every(({ device }) => device === 'eth0'))
echo('✓ the pod: everything goes to its node, by eth0')

echo('\nNext: npx zx examples/06-capture-same-subnet.mts')
