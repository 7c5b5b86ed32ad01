import {
  attachClabFabric,
  createKindCluster,
  deployWorkload,
  installCalico,
  racks,
  removeControlPlaneTaint,
  type Cluster,
} from '@underlay/sdk'

/** The documents of two racks with Calico's VXLAN. */
export function vxlanDocuments(name: string, nodesPerRack = 2) {
  return racks({ name, racks: 2, nodesPerRack, calico: { vxlan: 'CrossSubnet' } })
}

/** Their lab on this machine's kernel, which ends with the process. */
export async function startVxlanLab({
  kind,
  clab,
  files,
  calico,
  workload,
}: ReturnType<typeof vxlanDocuments>): Promise<Cluster> {
  const cluster = await createKindCluster(kind, { engine: 'netns', host: 'local' })
  await removeControlPlaneTaint(cluster)
  await attachClabFabric(cluster, clab, { files })
  await installCalico(cluster, calico)
  await deployWorkload(cluster, workload)
  return cluster
}
