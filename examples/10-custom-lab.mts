// %% [markdown]
// # 10. A lab of your own
//
// Three racks of three nodes from one call: every name and address is derived, and what does not fit is refused before
// anything is made. The lab lives as long as this script.

// %% The documents

import assert from 'node:assert/strict'
import {
  assertEncap,
  assertEncapMatrix,
  attachClabFabric,
  capture,
  clusterGraph,
  createKindCluster,
  deployWorkload,
  installCalico,
  labPicture,
  matrixTable,
  nodes,
  packetTable,
  ping,
  racks,
  removeControlPlaneTaint,
  show,
  table,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'custom-lab', racks: 3, nodesPerRack: 3, calico: { vxlan: 'CrossSubnet' } })

// %% [markdown]
// The documents say what will be needed: with `host: 'auto'` the lab runs on this machine's kernel where that can carry it.

// %% The lab timeout="5m"

const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
echo(`lab ${cluster.name}: engine ${cluster.engine} on ${cluster.host.kind}, Linux ${cluster.host.kernel}`)
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

show(await labPicture(await clusterGraph(cluster)))

// %% Nine nodes

const list = await nodes(cluster)
show(
  table(
    list.map(({ place, labels, address }) => ({ node: place, rack: labels.rack, address, pod: app.on(place).address })),
  ),
)
assert.deepEqual(
  list.map(({ address }) => address),
  [0, 1, 2].flatMap((rack) => [10, 11, 12].map((host) => `10.1.${rack}.${host}`)),
)
echo('✓ nine nodes, three a rack, each with the address that was derived for it')

// %% [markdown]
// Every pod reaches every other one. How, the matrix says: senders are rows, receivers columns.

// %% All pairs

const pairs = app.pods.flatMap((from) => app.pods.filter((to) => to !== from).map((to) => ({ from, to })))
const answers = await Promise.all(pairs.map(({ from, to }) => ping(from, to, { count: 1 })))
assert.deepEqual(
  answers.filter(({ received }) => received !== 1).map(({ from, to }) => `${from} → ${to}`),
  [],
)
echo(`✓ ${answers.length} pairs of pods, all answered`)

show(matrixTable(await assertEncapMatrix(cluster)))

// %% [markdown]
// Inside of a rack a packet is what the pod sent; to another rack it is in VXLAN, at the gateway too.

// %% Three ways from one pod

const client = app.on('control-plane')
for (const { server, taps, expect } of [
  { server: app.on('worker'), taps: ['control-plane:net0'], expect: 'none' },
  { server: app.on('worker3'), taps: ['control-plane:net0', 'gw0:eth2'], expect: 'vxlan' },
  { server: app.on('worker6'), taps: ['control-plane:net0', 'gw0:eth3'], expect: 'vxlan' },
] as const) {
  const cap = await capture(cluster, taps, () => ping(client, server), { name: `10-to-${server.node}` })
  const { mark } = cap.result
  if (expect === 'vxlan') show(packetTable(cap, taps[0]))
  for (const at of taps) show(assertEncap(cap, { at, from: client, to: server, expect, mark }))
}
