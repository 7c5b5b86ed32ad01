// # 10. A lab of your own
//
// Three racks of three nodes from one call: every name and address is derived, and what does not fit is refused before
// anything is made. The lab lives as long as this script.

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
  capture,
  createKindCluster,
  deployWorkload,
  formatCapture,
  formatTable,
  installCalico,
  nodes,
  ping,
  racks,
  removeControlPlaneTaint,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'custom-lab', racks: 3, nodesPerRack: 3, calico: { vxlan: 'CrossSubnet' } })

// The documents say what will be needed: with `host: 'auto'` the lab runs on this machine's kernel where that can carry it.

const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
echo(`lab ${cluster.name}: engine ${cluster.engine} on ${cluster.host.kind}, Linux ${cluster.host.kernel}`)
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

const list = await nodes(cluster)
echo(
  formatTable(
    list.map(({ place, labels, address }) => ({ node: place, rack: labels.rack, address, pod: app.on(place).address })),
  ),
)
assert.deepEqual(
  list.map(({ address }) => address),
  [0, 1, 2].flatMap((rack) => [10, 11, 12].map((host) => `10.1.${rack}.${host}`)),
)
echo('✓ nine nodes, three a rack, each with the address that was derived for it')

// Every pod reaches every other one.

const pairs = app.pods.flatMap((from) => app.pods.filter((to) => to !== from).map((to) => ({ from, to })))
const answers = await Promise.all(pairs.map(({ from, to }) => ping(from, to, { count: 1 })))
assert.deepEqual(
  answers.filter(({ received }) => received !== 1).map(({ from, to }) => `${from} → ${to}`),
  [],
)
echo(`✓ ${answers.length} pairs of pods, all answered`)

// Inside of a rack a packet is what the pod sent; to another rack it is in VXLAN, at the gateway too.

const client = app.on('control-plane')
for (const { server, taps, expect } of [
  { server: app.on('worker'), taps: ['control-plane:net0'], expect: 'none' },
  { server: app.on('worker3'), taps: ['control-plane:net0', 'gw0:eth2'], expect: 'vxlan' },
  { server: app.on('worker6'), taps: ['control-plane:net0', 'gw0:eth3'], expect: 'vxlan' },
] as const) {
  const cap = await capture(cluster, taps, () => ping(client, server), { name: `10-to-${server.node}` })
  const { mark } = cap.result
  if (expect === 'vxlan') echo(formatCapture(cap, taps[0]))
  for (const at of taps) echo(`✓ ${assertEncap(cap, { at, from: client, to: server, expect, mark }).summary}`)
}
