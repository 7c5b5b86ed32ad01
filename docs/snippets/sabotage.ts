import {
  assertMtu,
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  installCalico,
  racks,
  removeControlPlaneTaint,
  sabotage,
} from '@underlay/sdk'

const lab = racks({ name: 'broken-lab', racks: 2, nodesPerRack: 2, calico: { vxlan: 'CrossSubnet' } })
await using cluster = await createKindCluster(lab.kind, { engine: 'netns', lab })
await removeControlPlaneTaint(cluster)
await attachClabFabric(cluster, lab.clab, { files: lab.files })
await installCalico(cluster, lab.calico)
const app = await deployWorkload(cluster, lab.workload)

// #region throws
await using broken = await sabotage(cluster, 'mtu-hole')
await assertMtu(cluster, app.on('control-plane'), app.on('worker2')) // throws, and says where
// #endregion
console.log(broken.fault.title)
