import { capture, connectCluster } from '@underlay/sdk'

await using cluster = await connectCluster({ lab: 'my-lab' })
await using live = await capture(cluster, ['gw0:eth2'])
// #region write
await live.writeTo(process.stdout) // zx script.mts | wireshark -k -i -
// #endregion
