// #region lab
import * as underlay from '@underlay/sdk'

const { kind, clab, files, calico, workload } = underlay.calicoIpipCrossSubnet({ name: 'my-lab' })
await using cluster = await underlay.createKindCluster(kind, { engine: 'netns' }) // the lab ends with this process
await underlay.removeControlPlaneTaint(cluster)
await underlay.attachClabFabric(cluster, clab, { files })
await underlay.installCalico(cluster, calico)
const app = await underlay.deployWorkload(cluster, workload)

const [from, to] = [app.on('control-plane'), app.on('worker2')]
const taps = ['control-plane:net0', 'gw0:eth2']
const cap = await underlay.capture(cluster, taps, () => underlay.ping(from, to))
console.log(underlay.formatCapture(cap))

const verdict = underlay.assertEncap(cap, { from, to, expect: 'ipip', mark: cap.result.mark })
console.log(verdict.summary)
console.log(cap.file)
// #endregion
