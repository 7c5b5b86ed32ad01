// %% [markdown]
// # 17. Where a packet goes
//
// Three views of one path: what should happen, what the kernels' routes say, what the wire shows. `tracePath` sends one marked
// packet and finds it at every interface; `assertPath` holds the three against one another, hop by hop.

// %% The lab timeout="5m"

import assert from 'node:assert/strict'
import {
  assertPath,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  formatTree,
  installCalico,
  ladder,
  predictionTable,
  predictPath,
  racks,
  removeControlPlaneTaint,
  show,
  table,
  tracePath,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'trace-path', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)
const [client, server] = [app.on('control-plane'), app.on('worker2')]

// %% [markdown]
// ## What should happen
//
// Nothing is sent: the prediction comes from the lab's documents alone, with the reason of each step.

// %% Predicted

show(predictionTable(await predictPath(cluster, client, server)))

// %% [markdown]
// ## What the wire shows
//
// A column is an interface, in the order of the topology. The tunnel is the bar that begins at the first node's net0 and ends at
// the second's; what differs from the hop before is marked.

// %% Traced

const trace = await tracePath(cluster, client, server)
show(ladder(trace, { widthColumns: 110 }))
echo(formatTree(trace))
assert.equal(trace.outcome, 'answered')
echo(`✓ the same packet at ${trace.forward.hops.length} interfaces, its answer at ${trace.reverse?.hops.length}`)

// %% [markdown]
// ## Both, and the kernels' routes, held against one another

// %% Compared

const { rows, summary } = await assertPath(cluster, client, server)
show(table(rows.map(({ way, tap, kernel, wire, agrees }) => ({ way, tap, kernel, wire, agrees }))))
echo(`✓ ${summary}`)

// %% [markdown]
// A Service has a path for each of its endpoints, and which one a packet takes is drawn by lot: the comparison is with the
// one that it took.

// %% To a Service

const { path } = await assertPath(cluster, client, 'default/app', { traffic: { protocol: 'tcp', port: 8080 } })
assert(app.pods.some(({ address }) => address === path.endpoint))
echo(`✓ ${client.place} → default/app: prediction, routes and wire agree, by one of its ${app.pods.length} pods`)

// %% [markdown]
// ## A packet that is lost
//
// An address of a block that no pod has: the packet crosses the fabric and dies at its node, as predicted. The trace says
// where it was seen last, what the node answered, and what its kernel knows of the reason.

// %% Lost

const nobody = server.address.replace(/\d+$/, (last) => String(Number(last) + 20))
const lost = await tracePath(cluster, client, nobody, { timeoutMs: 300 })
show(ladder(lost, { widthColumns: 110 }))
for (const cause of lost.causes) echo(`  ${cause}`)
assert.deepEqual([lost.outcome, lost.forward.lost?.place], ['lost', 'worker2'])
echo(`✓ ${(await assertPath(cluster, client, nobody, { timeoutMs: 300 })).summary}`)
