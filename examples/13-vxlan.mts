// %% [markdown]
// # 13. VXLAN
//
// The reference lab with VXLAN in the place of IPIP. There is no BGP: each node knows the others' blocks, the addresses of
// their tunnel devices and those devices' MACs, as Felix programs them; nothing is ever learned or asked for.

// %% The lab timeout="5m"

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
  bgpSessions,
  capture,
  createKindCluster,
  decode,
  deployWorkload,
  field,
  frameProtocols,
  installCalico,
  interfaces,
  packetTable,
  ping,
  racks,
  removeControlPlaneTaint,
  routes,
  routeTable,
  show,
  transfer,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const lab = racks({ name: 'vxlan', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)
const [client, near, far] = [app.on('control-plane'), app.on('worker'), app.on('worker2')]

// %% [markdown]
// Look at the device and the next hop: inside the rack the node, by net0; to the other rack the tunnel device of a node there.

// %% Routes without BGP

assert.deepEqual(await bgpSessions(cluster), [])
echo('✓ no BGP session: the routes are there without')
const node = cluster.node('control-plane')
const table = await routes(node)
show(routeTable(table))
const device = (await interfaces(node)).find(({ name }) => name === 'vxlan.calico') ?? assert.fail('no vxlan.calico')
assert.equal(device.mtuBytes, 1450)
echo('✓ vxlan.calico has an MTU of 1450: 50 bytes of headers around a packet')
const toFar = table.filter(({ device }) => device === 'vxlan.calico')
assert.equal(toFar.filter(({ onlink, nextHop }) => onlink && nextHop !== undefined).length, 2)
echo('✓ two blocks, those of the other rack, by vxlan.calico, on-link')

// %% To the other rack

const flow = { from: client, to: far }
const taps = ['control-plane:vxlan.calico', 'control-plane:net0', 'gw0:eth2', 'worker2:net0']
const filter = 'icmp or udp port 4789'
const cap = await capture(cluster, taps, () => ping(client, far), { name: '13-vxlan', filter })
const { mark } = cap.result
show(packetTable(cap, 'control-plane:net0'))
const outer = { src: '10.1.0.10', dst: '10.1.1.10' }
for (const at of taps.slice(1)) show(assertEncap(cap, { ...flow, at, expect: 'vxlan', outer, mark }))
show(assertEncap(cap, { ...flow, at: 'control-plane:vxlan.calico', expect: 'none', mark }))

// %% [markdown]
// The outer header has a life of its own: its TTL starts at 64 whatever the inner one is.

// %% The headers of one request

const id = cap.interfaces.find(({ tap }) => tap === 'control-plane:net0')?.id
const request =
  cap.packets
    .filter(({ interfaceId }) => interfaceId === id)
    .map((packet) => decode(packet, cap))
    .find((layers) => field(layers, 'icmp.type') === 8) ?? assert.fail('no echo request was captured')
echo(frameProtocols(request))
assert.match(frameProtocols(request), /^eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp/)
assert.deepEqual(
  [field(request, 'udp.dstport'), field(request, 'vxlan.vni'), field(request, 'ip.ttl#1'), field(request, 'ip.ttl#2')],
  [4789, 4096, 64, 63],
)
echo('✓ port 4789, VNI 4096; outer ttl 64, inner ttl 63 behind the first node')

// %% In the same rack

const plain = await capture(cluster, ['control-plane:net0'], () => ping(client, near), { name: '13-same-rack' })
show(assertEncap(plain, { from: client, to: near, expect: 'none', mark: plain.result.mark }))

// %% A megabyte by TCP

const sent = await capture(cluster, ['control-plane:net0'], () => transfer({ client, server: far }), {
  name: '13-vxlan-tcp',
  snapLengthBytes: 160,
})
assert(sent.result.intact, 'what arrived is not what was sent')
const tcp = assertEncap(sent, { ...flow, at: 'control-plane:net0', expect: 'vxlan', outer })
echo(`✓ TCP: ${sent.result.sizeBytes} bytes, the same SHA-256 at both ends; ${tcp.summary}`)
