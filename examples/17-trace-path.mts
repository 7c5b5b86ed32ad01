// # 17. Where a packet goes
//
// Three views of one path: what should happen, what the kernels' routes say, what the wire shows. `tracePath` sends one marked
// packet and finds it at every interface; `assertPath` holds the three against one another, hop by hop.

import assert from 'node:assert/strict'
import {
  assertPath,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  formatLadder,
  formatTable,
  formatTree,
  installCalico,
  racks,
  removeControlPlaneTaint,
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

const trace = await tracePath(cluster, client, server)
echo(formatLadder(trace, { widthColumns: 110 }))
echo(formatTree(trace))
assert.equal(trace.outcome, 'answered')
echo(`✓ the same packet at ${trace.forward.hops.length} interfaces, its answer at ${trace.reverse?.hops.length}`)

const { rows, summary } = await assertPath(cluster, client, server)
echo(formatTable(rows.map(({ way, tap, kernel, wire, agrees }) => ({ way, tap, kernel, wire, agrees }))))
echo(`✓ ${summary}`)

// A Service has a path for each of its endpoints: the comparison is with the one that the packet took.

const service = await assertPath(cluster, client, 'default/app', { traffic: { protocol: 'tcp', port: 8080 } })
echo(`✓ ${service.summary}, by ${service.path.endpoint}`)

// An address of a block that no pod has: the packet crosses the fabric and dies at its node, as predicted. The trace says
// where it was seen last, what the node answered, and what its kernel knows of the reason.

const nobody = server.address.replace(/\d+$/, (last) => String(Number(last) + 20))
const lost = await tracePath(cluster, client, nobody, { timeoutMs: 300 })
echo(formatLadder(lost, { widthColumns: 110 }))
for (const cause of lost.causes) echo(`  ${cause}`)
assert.deepEqual([lost.outcome, lost.forward.lost?.place], ['lost', 'worker2'])
echo(`✓ ${(await assertPath(cluster, client, nobody, { timeoutMs: 300 })).summary}`)
