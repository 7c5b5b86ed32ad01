// %% [markdown]
// # 14. Dual stack
//
// Every node, every pod and every Service has an address of both families, and so does the fabric. Two racks, VXLAN
// between them: vxlan.calico carries IPv4, vxlan-v6.calico IPv6.

// %% The lab timeout="5m"

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
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
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'dual-stack', racks: 2, nodesPerRack: 2, ipFamily: 'dual' })
const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

// %% Addresses

show(
  table(
    app.pods.map(({ node, addresses }) => ({
      node,
      addresses: cluster.node(node).addresses.join(' '),
      pod: addresses.join(' '),
    })),
  ),
)
assert(app.pods.every(({ node, addresses }) => addresses.length === 2 && cluster.node(node).addresses.length === 2))
echo('✓ every node and every pod has an address of both families')

// %% Routes of IPv6

show(routeTable(await routes(cluster.node('control-plane'), { family: 6 })))

// %% [markdown]
// The same question for each family: plain in the rack, in VXLAN to the other one. The outer header is of the family of the
// inner one.

// %% Both families, both ways

const [client, near, far] = [app.on('control-plane'), app.on('worker'), app.on('worker2')]
const at = 'control-plane:net0'
for (const family of [4, 6] as const) {
  const same = await capture(cluster, [at], () => ping(client, near, { family }), { name: `14-same-rack-ipv${family}` })
  assert.equal(same.result.received, same.result.transmitted)
  const plain = assertEncap(same, { at, from: client, to: near, family, expect: 'none', mark: same.result.mark })
  echo(`✓ IPv${family}: ${plain.summary}`)

  const cross = await capture(cluster, [at, 'gw0:eth2'], () => ping(client, far, { family }), {
    name: `14-cross-rack-ipv${family}`,
    filter: 'udp port 4789',
  })
  assert.equal(cross.result.received, cross.result.transmitted)
  show(packetTable(cross, at))
  const { mark } = cross.result
  const tunnel = assertEncap(cross, { from: client, to: far, family, expect: 'vxlan', mark })
  echo(`✓ IPv${family}: ${tunnel.summary}`)
}
