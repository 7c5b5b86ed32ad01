// %% [markdown]
// # 16. Sabotage
//
// An assertion that was never red proves nothing. Here the lab is broken in the ways in which real clusters are broken, one
// after the other: each time an assertion turns red and names the cause, and it is green again when the fault was taken back.

// %% The lab timeout="5m"

import assert from 'node:assert/strict'
import {
  AssertionError,
  assertMtu,
  assertReachable,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  faults,
  installCalico,
  racks,
  removeControlPlaneTaint,
  sabotage,
  show,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'sabotage', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)
const [from, to] = [app.on('control-plane'), app.on('worker2')]

// %% The faults

for (const fault of faults) echo(`  ${fault.name.padEnd(20)} ${fault.title}`)

// %% [markdown]
// ## An MTU hole
//
// A switch port with a smaller MTU: ping works, and large packets vanish without an ICMP error. The message says which port,
// and how it knows.

// %% Large packets vanish

const red = (action: () => Promise<unknown>): Promise<string> =>
  action().then(
    () => assert.fail('it should have failed'),
    (error: unknown) => (error instanceof AssertionError ? error.message : assert.fail(String(error))),
  )

show(await assertMtu(cluster, from, to))
{
  await using hole = await sabotage(cluster, 'mtu-hole')
  for (const change of hole.changes) echo(`  $ ${change}`)
  show(await assertReachable(cluster, from, to))
  const message = await red(() => assertMtu(cluster, from, to))
  echo(message)
  assert.match(message, hole.fault.cause)
  echo('✓ red: it names the port')
}
show(await assertMtu(cluster, from, to))

// %% [markdown]
// ## A filter in the fabric
//
// The gateway drops what it does not know: here, UDP to the port of VXLAN.

// %% The tunnel is blocked

{
  await using blocked = await sabotage(cluster, 'tunnel-blocked')
  const message = await red(() => assertReachable(cluster, from, to))
  echo(message)
  assert.match(message, blocked.fault.cause)
  echo('✓ red: it names the rule')
}
show(await assertReachable(cluster, from, to))
