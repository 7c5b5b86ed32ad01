// %% [markdown]
// # 6. Same subnet: no encapsulation
//
// The pod on the control plane talks to the pod on worker, in the same rack. On the node's net0 its packets are as the pod
// sent them, but for the MAC addresses and a TTL that its node has lowered by one.

// %% A ping, captured

import assert from 'node:assert/strict'
import {
  assertEncap,
  calicoIpipCrossSubnet,
  capture,
  connectCluster,
  decode,
  field,
  frameProtocols,
  interfaces,
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
const [client, server] = [app.on('control-plane'), app.on('worker')]

const pinged = await capture(cluster, ['control-plane:net0'], () => ping(client, server), { name: '06-same-subnet' })
show(packetTable(pinged))
echo(`${pinged.file}: ${pinged.seen} packets, ${pinged.dropped} dropped`)

// %% [markdown]
// "No encapsulation" is only said where the same tap saw the flow: a tap that saw nothing proves nothing. The ping carries a
// random mark, so no other packet can be taken for it.

// %% No encapsulation

const { received, transmitted, mark } = pinged.result
assert.equal(received, transmitted)
const verdict = assertEncap(pinged, { at: 'control-plane:net0', from: client, to: server, expect: 'none', mark })
echo(`✓ ICMP: ${verdict.summary}`)

// %% [markdown]
// The IP addresses are the pods', the MACs those of both nodes' net0: worker is the next hop, one frame away.

// %% Pods' addresses, nodes' MACs

const macOf = async (node: string) =>
  (await interfaces(cluster.node(node))).find(({ name }) => name === 'net0')?.mac ?? assert.fail(`${node} has no net0`)
const [own, peer] = await Promise.all([macOf('control-plane'), macOf('worker')])
const request =
  pinged.packets.map((packet) => decode(packet, pinged)).find((layers) => field(layers, 'icmp.type') === 8) ??
  assert.fail('no echo request was captured')
assert.match(frameProtocols(request), /^eth:ethertype:ip:icmp/)
assert.deepEqual([field(request, 'ip.src'), field(request, 'ip.dst')], [client.address, server.address])
assert.deepEqual([field(request, 'eth.src'), field(request, 'eth.dst')], [own, peer])
echo(`✓ ${client.address} → ${server.address}, from net0 of control-plane (${own}) to net0 of worker (${peer})`)

// %% A megabyte by TCP

const fetched = await capture(cluster, ['control-plane:net0'], () => transfer({ server, client }), {
  name: '06-same-subnet-tcp',
  snapLengthBytes: 128,
})
assert(fetched.result.intact, 'what arrived is not what was sent')
const tcp = assertEncap(fetched, { at: 'control-plane:net0', from: client, to: server, expect: 'none' })
echo(`✓ TCP: ${fetched.result.sizeBytes} bytes, the same SHA-256 at both ends; ${tcp.summary}`)

// %% What is next hide

echo('Next: npx zx examples/07-capture-cross-subnet.mts')
