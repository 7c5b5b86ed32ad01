import { describeCluster, describeFabric, type ClusterModel } from '@underlay/configs'
import { ofFamily } from '../../fabric/outside.ts'
import type { LabModel } from '../engine.ts'
import type { NodeContainers } from './containers.ts'
import type { KindLab } from './record.ts'

/** What a lab's record and its containers say. */
export function modelOf(
  { kind, fabric, cni }: KindLab,
  { nodes }: NodeContainers,
  taints: LabModel['taints'],
): LabModel {
  // Its notes are of what the netns engine leaves aside.
  const cluster = { ...describeCluster(kind), notes: [] }
  return {
    cluster,
    fabric: fabric && describeFabric(fabric.topology, { cluster, files: fabric.files }),
    cni,
    dockerAddresses: Object.fromEntries(
      nodes.map(({ shortName, ipv4, ipv6 }) => [shortName, ofFamily(cluster.ipFamily, ipv4, ipv6)]),
    ),
    taints,
  }
}

/** The short name of a node of the cluster; another name stays as it is. */
export function shortNameIn({ nodes }: ClusterModel): (name: string) => string {
  const shortNames = new Map(nodes.map(({ name, shortName }) => [name, shortName]))
  return (name) => shortNames.get(name) ?? name
}
