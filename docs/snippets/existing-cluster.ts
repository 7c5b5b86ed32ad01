// #region connect
import * as underlay from '@underlay/sdk'

await using cluster = await underlay.connectCluster({ kubeconfig: '/home/me/.kube/config', context: 'staging' })
const app = await underlay.pods(cluster)
const [from, to] = [app.on('node-1'), app.on('node-2')]
const cap = await underlay.capture(cluster, ['node-1:eth0'], () => underlay.ping(from, to))
// #endregion
// #region judge
console.log(underlay.formatCapture(cap))
console.log(underlay.assertEncap(cap, { from, to, expect: 'ipip', mark: cap.result.mark }).summary)
// #endregion
