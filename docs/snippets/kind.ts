// What needs Docker and kind is checked by the compiler here, and run by the tests of the real tier.
// #region lab
import * as underlay from '@underlay/sdk'

const { kind, clab, files, workload } = underlay.calicoIpipCrossSubnet({ name: 'my-lab' })
await using cluster = await underlay.createKindCluster(kind, { engine: 'kind' })
await underlay.removeControlPlaneTaint(cluster)
await underlay.attachClabFabric(cluster, clab, { files })
await underlay.installFlannel(cluster, { directRouting: true })
const app = await underlay.deployWorkload(cluster, workload)

const [from, to] = [app.on('control-plane'), app.on('worker2')]
const taps = ['control-plane:net0', 'gw0:eth2']
const cap = await underlay.capture(cluster, taps, () => underlay.ping(from, to))
console.log(underlay.formatCapture(cap))
console.log(underlay.assertEncap(cap, { from, to, expect: 'vxlan', mark: cap.result.mark }).summary)
// #endregion

const { installCalico, installFlannel } = underlay
// #region cnis
await installCalico(cluster, { ipip: 'CrossSubnet' }) // the newest version that is known
await installCalico(cluster, { ipip: 'CrossSubnet', version: 'v3.23.2', registry: '192.168.2.100:5000' })
await installFlannel(cluster, { backend: 'vxlan', directRouting: true, manifest: './kube-flannel.yml' })
// #endregion
