// %% [markdown]
// # 11. Route reflectors
//
// Calico's mesh grows with the square of the nodes. Here one node of each rack is a route reflector: the others speak to
// these two only, and still every node knows every block, with the node that has it as next hop and not the reflector.
//
// As Calico's resources have it: both reflectors have a cluster ID, and every node is told to speak to them.

// %% The documents

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
  bgpSessions,
  capture,
  createKindCluster,
  deployWorkload,
  installCalico,
  packetTable,
  ping,
  racks,
  removeControlPlaneTaint,
  routes,
  routeTable,
  show,
  table,
  type CalicoBgpOptions,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const reflectors = ['worker', 'worker4']

const bgp: CalicoBgpOptions = {
  mesh: false,
  routeReflectors: { worker: '244.0.0.1', worker4: '244.0.0.1' },
  peers: [
    { peerIP: '10.1.0.11', asNumber: 64512 },
    { peerIP: '10.1.1.11', asNumber: 64512 },
  ],
}
const lab = racks({ name: 'route-reflector', racks: 2, nodesPerRack: 3, calico: { ipip: 'CrossSubnet', bgp } })

// %% The lab timeout="10m"

const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
echo(`lab ${cluster.name}: engine ${cluster.engine} on ${cluster.host.kind}, Linux ${cluster.host.kernel}`)
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

// %% [markdown]
// A BGP speaker does not pass on to one iBGP neighbour what it heard from another; a reflector does. So the others need no
// sessions among themselves.

// %% Sessions

const sessions = await bgpSessions(cluster)
const nodes = app.pods.map(({ node }) => node)
show(table(nodes.map((node) => ({ node, sessions: sessions.filter((session) => session.node === node).length }))))
assert(sessions.every(({ state }) => state === 'Established'))
const others = nodes.filter((node) => !reflectors.includes(node))
for (const node of others) assert.equal(sessions.filter((session) => session.node === node).length, 2)
const mesh = (nodes.length * (nodes.length - 1)) / 2
echo(`✓ ${sessions.length / 2} sessions, all Established, where a mesh has ${mesh}; nodes speak to the reflectors only`)

// %% [markdown]
// control-plane has heard of every block from a reflector, and goes to none for it: a reflector leaves the next hop as it is.

// %% Next hops

const known = await routes(cluster.node('control-plane'))
show(routeTable(known, { title: 'control-plane' }))
for (const node of nodes.slice(1)) {
  const { name, address } = cluster.node(node)
  const [block = assert.fail(`${node} has no block`)] = cluster.cni?.nodes[name]?.blocks ?? []
  const route = known.find(({ destination }) => destination === block) ?? assert.fail(`no route to ${block} of ${node}`)
  assert.equal(route.nextHop, address, `the block of ${node} is reached by somebody else`)
  echo(`  ${block} of ${node} via ${route.nextHop} dev ${route.device}`)
}
echo('✓ the next hop of every block is the node that has it')

// %% Across racks

const [client, server] = [app.on('control-plane'), app.on('worker5')]
const cap = await capture(cluster, ['control-plane:net0'], () => ping(client, server), { name: '11-route-reflector' })
show(packetTable(cap))
const { mark } = cap.result
const outer = { src: cluster.node('control-plane').address, dst: cluster.node('worker5').address }
show(assertEncap(cap, { at: 'control-plane:net0', from: client, to: server, expect: 'ipip', outer, mark }))
