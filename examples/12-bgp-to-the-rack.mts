// %% [markdown]
// # 12. BGP to the rack
//
// No encapsulation at all: every node speaks BGP with FRR, the gateway of its rack, which then knows every block of pod
// addresses, and routes a pod's packets as it routes any others.

// %% The gateway's configuration

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
  bgpSessions,
  capture,
  compareAcross,
  createKindCluster,
  deployWorkload,
  installCalico,
  interfaces,
  packetTable,
  ping,
  racks,
  removeControlPlaneTaint,
  routes,
  routeTable,
  show,
  table,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'bgp-to-the-rack', racks: 2, nodesPerRack: 2, gateway: 'frr', bgp: 'to-the-rack' })
echo(lab.files['startup-conf/gw0/frr.conf'])

// %% The lab timeout="5m"

const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

// %% [markdown]
// Four sessions, where a mesh of four nodes has six: one for each node.

// %% Sessions

const sessions = await bgpSessions(cluster)
show(table(sessions.map((session) => ({ ...session }))))
assert.deepEqual(
  sessions.filter(({ state }) => state !== 'Established'),
  [],
)
echo('✓ all sessions are Established')

// %% [markdown]
// The gateway has a route to every block, and the nodes have the gateway between them and the other rack.

// %% Routes of the gateway

const atGateway = await routes(cluster.gateway('gw0'))
show(routeTable(atGateway))
const blocks = app.pods.map(({ node }) => cluster.cni?.nodes[cluster.node(node).name]?.blocks[0] ?? assert.fail(node))
assert(blocks.every((block) => atGateway.some(({ destination }) => destination === block)))
echo('✓ gw0 has a route to the block of every node')

// %% Routes of a node

const [client, far] = [app.on('control-plane'), app.on('worker2')]
const known = await routes(cluster.node('control-plane'))
const routeTo = (index: number) => known.find(({ destination }) => destination === blocks[index])
assert.deepEqual([routeTo(1)?.device, routeTo(1)?.nextHop], ['net0', '10.1.0.11'])
assert.deepEqual([routeTo(2)?.device, routeTo(2)?.nextHop], ['net0', '10.1.0.1'])
echo('✓ control-plane: the block of worker by worker itself, that of worker2 by gw0')
const eth0 = (await interfaces(client)).find(({ name }) => name === 'eth0')
assert.equal(eth0?.mtuBytes, 1500)
echo('✓ pods have an MTU of 1500: nothing is put around their packets')

// %% [markdown]
// On all three taps the packet is the pod's own; only its TTL goes down, once at each router.

// %% No encapsulation anywhere

const taps = ['control-plane:net0', 'gw0:eth2', 'worker2:net0']
const cap = await capture(cluster, taps, () => ping(client, far), { name: '12-bgp-to-the-rack', filter: 'icmp' })
const { mark, received, transmitted } = cap.result
assert.equal(received, transmitted)
show(packetTable(cap, 'gw0:eth2'))
for (const at of taps) show(assertEncap(cap, { at, from: client, to: far, expect: 'none', mark }))
const crossing = compareAcross(cap, {
  from: client.address,
  to: far.address,
  taps: ['control-plane:net0', 'gw0:eth2'],
  mark,
})
echo(`✓ ${crossing.summary}`)
