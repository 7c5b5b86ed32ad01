// %% [markdown]
// # 3. The CNI
//
// Calico with IPIP in mode CrossSubnet: inside a rack pods are routed, between racks their packets travel in another IP
// packet, from node to node. The fabric between the racks never learns a pod's address.
//
// `--ipip Always` or `--ipip Never` shows the other modes: step 06 then turns red. On engine kind `--cni flannel-vxlan`
// does the same with flannel: its DirectRouting is cross-subnet too.

// %% Before

import assert from 'node:assert/strict'
import {
  bgpSessions,
  calicoIpipCrossSubnet,
  connectCluster,
  installCalico,
  installFlannel,
  nodes,
  routes,
  show,
  table,
  type CalicoOptions,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name, calico } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name, engine: argv.engine })

const before = await nodes(cluster)
const podRoutes = async () => {
  const tables = await Promise.all(before.map((node) => routes(node)))
  return tables.flatMap((own) => own.filter(({ destination }) => destination.startsWith('10.98.')))
}

if (cluster.cni === undefined) {
  assert(before.every(({ ready }) => !ready))
  assert.deepEqual(await podRoutes(), [])
  echo('✓ before: every node is NotReady, no node has a route to a pod')
}

// %% [markdown]
// Calico must know which of a node's addresses its peers tunnel to. The lab sets `interface=net0`: with Calico's default,
// `first-found`, it may take eth0, which all nodes share, and then nothing is ever encapsulated.

// %% Install timeout="10m"

const options: CalicoOptions = argv.ipip === undefined ? calico : { ...calico, ipip: argv.ipip }
const cnis = new Map([
  ['calico-ipip', { install: () => installCalico(cluster, options), bgpSessions: 4 * 3 }],
  ['flannel-vxlan', { install: () => installFlannel(cluster, { directRouting: true }), bgpSessions: 0 }],
  [
    'flannel-ipip',
    { install: () => installFlannel(cluster, { backend: 'ipip', directRouting: true }), bgpSessions: 0 },
  ],
])
const choice = cnis.get(argv.cni ?? 'calico-ipip') ?? assert.fail(`--cni is one of ${[...cnis.keys()].join(', ')}`)
await choice.install()
const cni = cluster.cni ?? assert.fail('no CNI is there')

// %% [markdown]
// The address that the CNI recorded for a node, with its mask, is what decides later: look at the column `cni address`.

// %% After

const after = await nodes(cluster)
show(
  table(
    after.map(({ name, ready, internalIp, cniAddress }) => ({
      name,
      status: ready ? 'Ready' : 'NotReady',
      'internal-ip': internalIp,
      'cni address': cniAddress,
    })),
  ),
)
assert(after.every(({ ready }) => ready))
echo(`✓ after: every node is Ready (${cni.name}, ${cni.how}; IPIP ${cni.ipip}, VXLAN ${cni.vxlan})`)

for (const { place, address, cniAddress } of after) {
  assert.equal(cniAddress?.split('/')[0], address, `${cni.name} recorded another address for ${place}`)
}
echo(`✓ ${cni.name}'s address of every node is the declared one`)

// %% [markdown]
// Nodes tell each other by BGP which block of pod addresses is theirs: a full mesh, four nodes with three sessions each.

// %% BGP and blocks

const [sessions, toPods] = await Promise.all([bgpSessions(cluster), podRoutes()])
assert.equal(sessions.length, choice.bgpSessions)
assert.deepEqual(
  sessions.filter(({ state }) => state !== 'Established'),
  [],
)
echo(
  sessions.length === 0 ? `✓ no BGP: ${cni.name} has none` : `✓ BGP: ${sessions.length / 2} sessions, all Established`,
)

const blocks = Object.values(cni.nodes).flatMap((node) => node.blocks)
const toOthers = toPods.filter(({ destination, nextHop }) => nextHop !== undefined && blocks.includes(destination))
assert.deepEqual([blocks.length, toOthers.length], [4, 4 * 3])
echo('✓ every node has a block of pod addresses, and a route to the block of every other')

// %% What is next hide

echo('Next: npx zx examples/04-deploy-workload.mts')
