import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  attachClabFabric,
  capture,
  createKindCluster,
  decode,
  deployWorkload,
  field,
  installCalico,
  ping,
  racks,
  readCapture,
  removeControlPlaneTaint,
  writePcapng,
  type CalicoOptions,
  type Cluster,
  type Endpoint,
  type HostName,
} from '@underlay/sdk'

import { docs } from './paths.ts'

// The packets of the pages on headers and MTU, from labs: `node docs/site/record-captures.ts`. IPIP needs a kernel that has it.

const labs: readonly { name: string; host: HostName; calico: CalicoOptions; largest: number }[] = [
  { name: 'vxlan', host: 'local', calico: { vxlan: 'CrossSubnet' }, largest: 1450 },
  { name: 'ipip', host: 'microvm', calico: { ipip: 'CrossSubnet' }, largest: 1480 },
]

const [only] = process.argv.slice(2)
for (const { name, host, calico, largest } of labs.filter((each) => only === undefined || each.name === only)) {
  const lab = racks({ name: `site-${name}`, racks: 2, nodesPerRack: 2, calico })
  await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host, lab })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  await installCalico(cluster, lab.calico)
  const app = await deployWorkload(cluster, lab.workload)
  const [from, near, to] = [app.on('control-plane'), app.on('worker'), app.on('worker2')]
  for (const peer of [near, to]) await ping(from, peer)

  const payload = largest - 28
  await record(cluster, from, `${name}-same-rack`, () => ping(from, near, { count: 1 }))
  await record(cluster, from, name, () => ping(from, to, { count: 1 }))
  await record(cluster, from, `${name}-largest`, () =>
    ping(from, to, { count: 1, sizeBytes: payload, dontFragment: true }),
  )
  await record(cluster, from, `${name}-fragments`, () => ping(from, to, { count: 1, sizeBytes: payload + 1 }))
}

// What the pod sent, where it leaves the pod, the node and the gateway.
async function record(cluster: Cluster, from: Endpoint, name: string, action: () => Promise<unknown>): Promise<void> {
  const cap = await capture(cluster, [`${from.place}:eth0`, 'control-plane:net0', 'gw0:eth2'], action, { name })
  const { comments, interfaces, packets } = readCapture(await readFile(cap.file))
  const kept = packets.filter((packet) => {
    const layers = decode(packet)
    return field(layers, 'ip.src#-1') === from.address
  })
  const file = join(docs, 'recordings', `${name}.pcapng`)
  const named = interfaces.map((each) => ({ ...each, name: each.name ?? '' }))
  await writeFile(file, writePcapng({ ...(comments && { comments }), interfaces: named, packets: kept }))
  process.stderr.write(`${file}: ${kept.length} packets\n`)
}
