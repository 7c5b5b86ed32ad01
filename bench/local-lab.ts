import { attachClabFabric, createKindCluster, racks, type Cluster, type RacksOptions } from '@underlay/sdk'

/** A lab on this machine's own kernel, its fabric wired. It ends with its disposal. */
export async function wiredLab(options: RacksOptions): Promise<Cluster> {
  const lab = racks(options)
  const cluster = await createKindCluster(lab.kind, { engine: 'netns', host: 'local', onProgress: () => {} })
  await attachClabFabric(cluster, lab.clab, { files: lab.files })
  return cluster
}

/** A lab's name that no other run has. */
export function labName(what: string): string {
  return `bench-${what}-${process.pid}`
}
