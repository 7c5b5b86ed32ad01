// %% [markdown]
// # 15. A live capture
//
// Packets one by one, as they come at several taps. With `-w -` the same goes to standard output as a pcapng, and the checks
// to standard error:
//
// ```sh
// npx zx examples/15-live-capture.mts -w - | wireshark -k -i -
// ```

// %% The lab timeout="5m"

import assert from 'node:assert/strict'
import {
  assertEncap,
  attachClabFabric,
  capture,
  createKindCluster,
  decode,
  deployWorkload,
  frameProtocols,
  installCalico,
  ping,
  racks,
  removeControlPlaneTaint,
  type LivePacket,
} from '@underlay/sdk'
import { argv } from 'zx'

const piped = argv.w === '-'
const say = (text: string): void => void (piped ? process.stderr : process.stdout).write(`${text}\n`)

const lab = racks({ name: 'live-capture', racks: 2, nodesPerRack: 1, calico: { vxlan: 'CrossSubnet' } })
const { engine, host } = argv
await using cluster = await createKindCluster(lab.kind, { engine, host, lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)
const [client, server] = [app.on('control-plane'), app.on('worker')]

// %% [markdown]
// All interfaces on the way, the same packet seen again and again. The ring keeps the latest megabytes, however long it runs.

// %% Packets as they come

const taps = ['control-plane:vxlan.calico', 'control-plane:net0', 'gw0:eth1', 'gw0:eth2', 'worker:net0']
const limits = { snapLengthBytes: 256, ringBytes: 10_000_000 }
await using live = await capture(cluster, taps, undefined, { name: '15-live', filter: 'icmp or udp', ...limits })

async function print(packets: AsyncIterable<LivePacket>): Promise<void> {
  for await (const packet of packets) say(`${packet.number}  ${packet.tap}  ${frameProtocols(decode(packet))}`)
}
const watching = piped ? live.writeTo(process.stdout) : print(live)
const { mark } = await ping(client, server)
const cap = await live.stop()
await watching

// %% [markdown]
// What was captured live can be asserted on like any other capture.

// %% Verdicts

const flow = { from: client, to: server, mark }
for (const at of taps.slice(1)) say(`✓ ${assertEncap(cap, { ...flow, at, expect: 'vxlan' }).summary}`)
assert.equal(cap.limited, undefined)
say(`✓ ${cap.seen} packets seen, ${cap.dropped} dropped; ${cap.file} says what was asserted`)
