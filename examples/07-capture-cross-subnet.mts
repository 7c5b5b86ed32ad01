// %% [markdown]
// # 7. Across subnets: a tunnel
//
// The same pod talks to the pod on worker2, in the other rack. On net0 the pods' packet is inside of one between the nodes,
// in IP with Calico's IPIP, in VXLAN with flannel's; on the tunnel device it is alone; behind the gateway the outer header
// has aged, the inner one has not.

// %% One ping at four taps

import assert from 'node:assert/strict'
import {
  assertEncap,
  calicoIpipCrossSubnet,
  capture,
  compareAcross,
  connectCluster,
  decode,
  field,
  frameProtocols,
  packetTable,
  ping,
  pods,
  show,
  transfer,
} from '@underlay/sdk'
import { argv, echo } from 'zx'

const { name } = calicoIpipCrossSubnet()
await using cluster = await connectCluster({ lab: name, engine: argv.engine })
const app = await pods(cluster)
const [client, server] = [app.on('control-plane'), app.on('worker2')]
const flow = { from: client, to: server }
const outer = { src: '10.1.5.10', dst: '10.1.8.10' }

const { device, encapsulation } =
  cluster.cni?.tunnel ?? assert.fail('the CNI has no tunnel; npx zx examples/03-install-cni.mts')
const tunnel = `control-plane:${device}`
const taps = [tunnel, 'control-plane:net0', 'gw0:eth2', 'worker2:net0']
const cap = await capture(cluster, taps, () => ping(client, server), { name: '07-cross-subnet' })
const { received, transmitted, mark } = cap.result
assert.equal(received, transmitted)

// %% [markdown]
// Read a table from left to right: the outer header goes from node to node, the inner one from pod to pod. The TTL column has
// both, outer first.

// %% What each tap saw

for (const tap of taps) show(packetTable(cap, { at: tap, title: tap }))
echo(`${cap.file}: ${cap.seen} packets, ${cap.dropped} dropped`)

// %% Encapsulated on net0

const onNet0 = assertEncap(cap, { ...flow, at: 'control-plane:net0', expect: encapsulation, outer, mark })
show(onNet0)
const { id } = cap.interfaces.find(({ tap }) => tap === 'control-plane:net0') ?? assert.fail('net0 was not captured')
const request =
  cap.packets
    .filter(({ interfaceId }) => interfaceId === id)
    .map((packet) => decode(packet, cap))
    .find((layers) => field(layers, 'icmp.type') === 8) ?? assert.fail('no echo request was captured')
const headers = { ipip: 'eth:ethertype:ip:ip:icmp', vxlan: 'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp' }
assert(frameProtocols(request).startsWith(headers[encapsulation]))
echo(`✓ control-plane:net0  ${frameProtocols(request)}`)

// %% [markdown]
// The tunnel device sees the packet before it is packed up; worker2's net0 sees it still packed up.

// %% Alone on the tunnel device

show(assertEncap(cap, { ...flow, at: tunnel, expect: 'none', mark }))
assertEncap(cap, { ...flow, at: 'worker2:net0', expect: encapsulation, outer, mark })
echo('✓ worker2:net0 still sees the tunnel: the packet is unpacked behind it')

// %% [markdown]
// gw0 routes the outer packet as it routes any other: it lowers the outer TTL, and never looks inside.

// %% Before and behind the gateway

const crossing = compareAcross(cap, {
  from: client.address,
  to: server.address,
  taps: ['control-plane:net0', 'gw0:eth2'],
  mark,
})
echo(crossing.summary)
assert.equal(crossing.ttlSteps.outer, -1)
assert(crossing.innerUntouched)
echo('✓ behind gw0: the outer ttl is lower by one, the inner packet untouched')

// %% A megabyte by TCP

const fetched = await capture(cluster, ['control-plane:net0'], () => transfer({ server, client }), {
  name: '07-cross-subnet-tcp',
  snapLengthBytes: 128,
})
assert(fetched.result.intact, 'what arrived is not what was sent')
const tcp = assertEncap(fetched, { ...flow, at: 'control-plane:net0', expect: encapsulation, outer })
echo(`✓ TCP: ${fetched.result.sizeBytes} bytes, the same SHA-256 at both ends; ${tcp.summary}`)

// %% What is next hide

echo('Next: npx zx examples/08-report.mts')
