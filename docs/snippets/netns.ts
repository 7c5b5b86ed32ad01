import { createKindCluster, racks } from '@underlay/sdk'

// #region lab
const lab = racks({ racks: 3, nodesPerRack: 3, calico: { vxlan: 'CrossSubnet' } })
await using cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'auto', lab })
// #endregion
console.log(cluster.name)
