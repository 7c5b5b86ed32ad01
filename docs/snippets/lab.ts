// #region lab
import * as underlay from '@underlay/sdk'

const lab = underlay.racks({ name: 'my-lab', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
await using cluster = await underlay.createKindCluster(lab.kind, { engine: 'netns', host: 'auto', lab })
await underlay.removeControlPlaneTaint(cluster)
await underlay.attachClabFabric(cluster, lab.clab, { files: lab.files })
await underlay.installCalico(cluster, lab.calico)
const app = await underlay.deployWorkload(cluster, lab.workload)
const [from, to] = [app.on('control-plane'), app.on('worker2')]
// #endregion

const { assertMtu, capture, compareLabs, decode, formatComparison, frameProtocols, noteVerdict, observeLab, ping } =
  underlay
const { sabotage } = underlay

console.log('=== addresses')
// #region addresses
console.log(underlay.formatTable(app.pods.map(({ node, address }) => ({ node, address }))))
// #endregion

console.log('=== prediction')
// #region prediction
import { formatPrediction, pathTaps, predictPath } from '@underlay/sdk'

const prediction = await predictPath(cluster, app.on('control-plane'), app.on('worker2'))
console.log(formatPrediction(prediction))
await capture(cluster, pathTaps(prediction), () => ping(app.on('control-plane'), app.on('worker2')))
// #endregion
console.log('=== first-hops')
console.log(formatPrediction(prediction).split('\n').slice(1, 9).join('\n'))
console.log('=== reason')
console.log(prediction.paths[0]?.forward.reason)

console.log('=== assertions')
// #region assertions
const answered = await underlay.assertReachable(cluster, from, to, { protocol: 'tcp', port: 80 })
const largest = await underlay.assertMtu(cluster, from, to) // the largest packet passes, one byte more does not
const agreed = await underlay.assertPath(cluster, from, to) // prediction, the kernels' routes and the wire agree
for (const { summary } of [answered, largest, agreed]) console.log(summary)
// #endregion

console.log('=== matrix')
// #region matrix
console.log(underlay.formatMatrix(await underlay.assertEncapMatrix(cluster))) // all pairs in one capture
// #endregion

console.log('=== sabotage')
{
  await using broken = await sabotage(cluster, 'mtu-hole')
  const verdict = await assertMtu(cluster, from, to).catch((error: unknown) => error)
  console.log(broken.fault.title)
  console.log(verdict instanceof underlay.AssertionError ? verdict.message : 'nobody saw it')
}

// #region taps
const cap = await capture(cluster, ['control-plane:net0', 'gw0:eth1', 'pod/app-worker2:eth0'], () => ping(from, to))
// #endregion

// #region note
noteVerdict(cap, { outcome: 'fail', summary: 'three retransmissions' }, [1, 2]) // numbers of packets
// #endregion

console.log('=== live')
{
  const taps = ['gw0:eth2']
  // #region live
  await using live = await capture(cluster, taps, undefined, { filter: 'udp port 4789', durationMs: 500 })
  const pinged = ping(from, to, { count: 1 })
  for await (const packet of live) console.log(packet.number, packet.tap, frameProtocols(decode(packet)))
  // #endregion
  await pinged
}

console.log('=== compared')
// #region compared
const flows = { cross: { from, to, taps: ['control-plane:net0', 'gw0:eth1'] } }
const before = JSON.parse(JSON.stringify(await observeLab(cluster, { flows }))) // plain data: keep it as JSON
const after = await observeLab(cluster, { flows })
console.log(formatComparison(compareLabs(before, after)))
// #endregion
