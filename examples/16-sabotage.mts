// # 16. Sabotage
//
// An assertion that was never red proves nothing. Here the lab is broken in the ways in which real clusters are broken, one
// after the other: each time an assertion turns red and names the cause, and it is green again when the fault was taken back.

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

const red = (action: () => Promise<unknown>): Promise<string> =>
  action().then(
    () => assert.fail('it should have failed'),
    (error: unknown) => (error instanceof AssertionError ? error.message : assert.fail(String(error))),
  )

for (const fault of faults) echo(`  ${fault.name.padEnd(20)} ${fault.title}`)

// A switch port with a smaller MTU: ping works, and large packets vanish without an ICMP error.

echo(`✓ ${(await assertMtu(cluster, from, to)).summary}`)
{
  await using hole = await sabotage(cluster, 'mtu-hole')
  for (const change of hole.changes) echo(`  $ ${change}`)
  echo(`✓ ${(await assertReachable(cluster, from, to)).summary}`)
  const message = await red(() => assertMtu(cluster, from, to))
  echo(message)
  assert.match(message, hole.fault.cause)
  echo('✓ red: it names the port')
}
echo(`✓ ${(await assertMtu(cluster, from, to)).summary}`)

// The gateway drops what it does not know.

{
  await using blocked = await sabotage(cluster, 'tunnel-blocked')
  const message = await red(() => assertReachable(cluster, from, to))
  echo(message)
  assert.match(message, blocked.fault.cause)
  echo('✓ red: it names the rule')
}
echo(`✓ ${(await assertReachable(cluster, from, to)).summary}`)
