// %% [markdown]
// # 2. The fabric
//
// Two racks, each a bridge with a subnet of its own, and a gateway that routes between them. The topology is containerlab's;
// its servers share the network namespaces of the kind nodes (`network-mode: container:…`), so that `server3` of the
// fabric is `worker2` of the cluster.

// %% The topology

import assert from 'node:assert/strict'
import {
  attachClabFabric,
  calicoIpipCrossSubnet,
  capture,
  clusterGraph,
  connectCluster,
  decode,
  field,
  interfaces,
  labPicture,
  nodes,
  packetTable,
  ping,
  renderClabTopology,
  routes,
  shellCommand,
  show,
  table,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name, clab, files } = calicoIpipCrossSubnet()
echo(renderClabTopology(clab))

// %% The fabric timeout="5m"

await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const fabric = await attachClabFabric(cluster, clab, { files })
for (const { path, message } of fabric.notes) echo(`note: ${path}: ${message}`)

// %% [markdown]
// ## What the document declares is there
//
// The picture is drawn from what runs. A link is a veth pair; its ends have the addresses that stand beside them.

// %% The lab with its fabric

show(await labPicture(await clusterGraph(cluster)))

// %% Links and bridges

show(
  table(
    fabric.links.map(({ endpoints, mtuBytes }) => ({
      link: endpoints.map((end) => `${end.node}:${end.interface}`).join(' ↔ '),
      mtu: mtuBytes,
    })),
  ),
)
assert.equal(fabric.links.length, 6)
const bridges = await Promise.all(fabric.bridges.map((place) => interfaces({ cluster, place })))
for (const [index, bridge] of fabric.bridges.entries()) {
  const ports = bridges[index]?.filter(({ name, up }) => up && (name === bridge || name.startsWith(`${bridge}-net`)))
  assert.equal(ports?.length, 1 + 3, `${bridge} is down, or lacks a port`)
}
echo('✓ both bridges are up, and their 6 links')

// %% [markdown]
// Each node now has its `net0` with the declared address, and its default route by the gateway of its rack. That is all that
// Kubernetes waited for to call the address the node's InternalIP.

// %% Addresses and default routes

const inspected = fabric.servers.map(async (server) => {
  const node = cluster.node(server.name)
  const [devices, ownRoutes] = await Promise.all([interfaces(node), routes(node)])
  return { ...server, devices, ownRoutes }
})
const [list, ...servers] = await Promise.all([nodes(cluster), ...inspected])
for (const { name, addresses, defaultRoutes, devices, ownRoutes } of servers) {
  const [{ interface: device, address } = assert.fail(`${name} declares no address`)] = addresses
  assert(
    devices.find((candidate) => candidate.name === device)?.addresses.includes(address),
    `${name} lacks ${address}`,
  )
  assert.equal(ownRoutes.find(({ destination }) => destination === 'default')?.nextHop, defaultRoutes.ipv4)
  echo(`✓ ${name} has ${address} on ${device}, and its default route by ${defaultRoutes.ipv4}`)
}
assert(list.every(({ address, internalIp }) => internalIp === address))
echo('✓ every node has its InternalIP now')

// %% [markdown]
// ## The gateway forwards, and masquerades what leaves by its eth0
//
// A reply from gw0 itself comes with TTL 64, one from behind it with 63: a router takes one off.

// %% Through the gateway

const [server1, server3, gw0] = [cluster.node('server1'), cluster.node('server3'), cluster.gateway('gw0')]
const [near, far] = await Promise.all([ping(server1, gw0), ping(server1, server3)])
assert.equal(near.ttl, 64)
assert.equal(far.ttl, 63)
echo(`✓ server1 reaches server3 through gw0: ttl ${far.ttl}, from gw0 itself ${near.ttl}`)

// %% [markdown]
// The same ping on both sides of gw0: inside the source is the node, outside it is gw0. Compare the sources of the requests at
// the two taps.

// %% Masqueraded

const seen = await capture(cluster, ['gw0:eth1', 'outside:br-clab'], () => ping(server1, cluster.outside), {
  name: '02-masquerade',
})
assert.equal(seen.result.received, seen.result.transmitted)
show(packetTable(seen, { filter: 'icmp' }))
const sourcesAt = (tap: string) => {
  const { id } = seen.interfaces.find((candidate) => candidate.tap === tap) ?? assert.fail(tap)
  const packets = seen.packets.filter(({ interfaceId }) => interfaceId === id).map((packet) => decode(packet))
  const requests = packets.filter((layers) => field(layers, 'icmp.type') === 8)
  return [...new Set(requests.map((layers) => field(layers, 'ip.src')))]
}
assert.deepEqual(sourcesAt('gw0:eth1'), ['10.1.5.10'])
assert.deepEqual(sourcesAt('outside:br-clab'), ['172.20.20.2'])
echo('✓ from outside, server1 is seen as gw0 (172.20.20.2), not as 10.1.5.10')

// %% Look around hide

echo(`A shell in the gateway: ${shellCommand(gw0)}`)
echo('Next: npx zx examples/03-install-cni.mts')
