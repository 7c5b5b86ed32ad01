// # 3. The CNI
//
// Calico with IPIP in mode CrossSubnet: inside a rack pods are routed, between racks their packets travel in IP.
// `--ipip Always` or `--ipip Never` shows the other modes: step 06 then turns red.

import assert from 'node:assert/strict'
import {
  bgpSessions,
  calicoIpipCrossSubnet,
  connectCluster,
  formatTable,
  installCalico,
  nodes,
  routes,
  type CalicoOptions,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name, calico } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name })

const before = await nodes(cluster)
const podRoutes = async () => {
  const tables = await Promise.all(before.map((node) => routes(node)))
  return tables.flat().filter(({ destination }) => destination.startsWith('10.98.'))
}

if (cluster.cni === undefined) {
  assert(before.every(({ ready }) => !ready))
  assert.deepEqual(await podRoutes(), [])
  echo('✓ before: every node is NotReady, no node has a route to a pod')
}

const options: CalicoOptions = argv.ipip === undefined ? calico : { ...calico, ipip: argv.ipip }
await installCalico(cluster, options)

const after = await nodes(cluster)
echo(
  formatTable(
    after.map(({ name, ready, internalIp, cniAddress }) => ({
      name,
      status: ready ? 'Ready' : 'NotReady',
      'internal-ip': internalIp,
      'calico address': cniAddress,
    })),
  ),
)
assert(after.every(({ ready }) => ready))
echo(`✓ after: every node is Ready (Calico's datapath, ${cluster.cni}; IPIP ${options.ipip})`)

for (const { place, address, cniAddress } of after) {
  assert.equal(cniAddress, `${address}/24`, `Calico recorded another address for ${place}`)
}
echo("✓ Calico's address of every node is the declared one")

const sessions = await bgpSessions(cluster)
assert.equal(sessions.length, 4 * 3)
assert.deepEqual(
  sessions.filter(({ state }) => state !== 'Established'),
  [],
)
echo(`✓ BGP: ${sessions.length / 2} sessions, a full mesh, all Established`)

assert.equal((await podRoutes()).filter(({ type }) => type === 'blackhole').length, 4)
echo('✓ every node has a block of pod addresses, a blackhole until pods are there')

echo('\nNext: npx zx examples/04-deploy-workload.mts')
