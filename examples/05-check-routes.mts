// # 5. The routes
//
// Before any packet: what the kernel will do with it. The control plane reaches the pods of its own rack through net0,
// those of the other rack through tunl0.

import assert from 'node:assert/strict'
import { calicoIpipCrossSubnet, connectCluster, formatRoute, pods, routes } from '@underlay/sdk'
import { echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name })
const app = await pods(cluster)

const table = await routes(cluster.node('control-plane'))
echo('control-plane:')
for (const route of table) echo(`  ${formatRoute(route)}`)

const to = (destination: string) => {
  const route = table.find((candidate) => candidate.destination === destination)
  return route === undefined ? 'no route' : formatRoute(route)
}
assert.match(to('10.98.85.128/26'), /^10\.98\.85\.128\/26 via 10\.1\.5\.11 dev net0$/)
echo('✓ the block of worker, same rack: through net0')
assert.equal(to('10.98.193.192/26'), '10.98.193.192/26 via 10.1.8.10 dev tunl0 onlink')
assert.equal(to('10.98.241.128/26'), '10.98.241.128/26 via 10.1.8.11 dev tunl0 onlink')
echo('✓ the blocks of worker2 and worker3, other rack: through tunl0')

const podTable = await routes(app.on('control-plane'))
echo(`${app.on('control-plane').place}:`)
for (const route of podTable) echo(`  ${formatRoute(route)}`)
assert.deepEqual(podTable.map(formatRoute), ['default via 169.254.1.1 dev eth0', '169.254.1.1 dev eth0'])
echo('✓ the pod: everything by way of 169.254.1.1')

echo('\nNext: npx zx examples/06-capture-same-subnet.mts')
