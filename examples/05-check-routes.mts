// %% [markdown]
// # 5. The routes
//
// Before any packet: what the kernel will do with it. The control plane reaches the pods of its own rack through net0,
// those of the other rack through the CNI's tunnel device: tunl0 for Calico's IPIP, flannel.1 for flannel's VXLAN.

// %% A node's routes

import assert from 'node:assert/strict'
import {
  calicoIpipCrossSubnet,
  connectCluster,
  formatRoute,
  pathPicture,
  pods,
  predictPath,
  routes,
  routeTable,
  show,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await pods(cluster)
const cni = cluster.cni ?? assert.fail('no CNI is installed; npx zx examples/03-install-cni.mts')

const table = await routes(cluster.node('control-plane'))
show(routeTable(table, { title: 'control-plane' }))

// %% [markdown]
// The next hop of a block is the node that has it, in every mode; what differs is the device. `onlink` lets the kernel take a
// next hop that lies in none of tunl0's networks: the tunnel's far end.

// %% Same rack by net0, other rack by the tunnel

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

// %% [markdown]
// ## The concept
//
// So a packet inside the subnet is routed as it is, and one across subnets travels in another IP packet. Below is what the lab's
// documents predict for both, with the rule that decides: does **the sending node's own** network contain the peer's address?
// Nothing was sent yet; steps 06 and 07 look at the wire.

// %% Inside a subnet, across subnets

const [client, ...servers] = [app.on('control-plane'), app.on('worker'), app.on('worker2')]
show(await pathPicture(await Promise.all(servers.map((server) => predictPath(cluster, client, server)))))

// %% [markdown]
// A pod knows nothing of this. With Calico its next hop is 169.254.1.1, an address that nobody has: the node answers the
// pod's ARP for it (proxy ARP), and so gets every packet.

// %% A pod's routes

const podTable = await routes(app.on('control-plane'))
show(routeTable(podTable, { title: app.on('control-plane').place }))
assert(podTable.some(({ destination }) => destination === 'default'))
assert(podTable.every(({ device }) => device === 'eth0'))
echo('✓ the pod: everything goes to its node, by eth0')

// %% What is next hide

echo('Next: npx zx examples/06-capture-same-subnet.mts')
