import { familyOf, type ClusterModel, type ClusterNode, type KindIpFamily } from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { KubernetesNode } from '../../kubernetes/node/kubernetes-node.ts'
import type { InstalledCni, LabModel } from '../engine.ts'
import { nodeRecordsOf } from '../kubernetes/node-records.ts'

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane'

/** A lab's name from that of a context, fit for a folder: `arn:aws:eks:…:cluster/a` → `arn-aws-eks-…-cluster-a`. */
export function labNameOf(context: string): string {
  const safe = context.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '')
  return safe.slice(0, 63) || 'cluster'
}

/** What the short names of a cluster's nodes leave out: kind's prefix in a context of kind, else nothing. */
export function prefixOf(context: string, nodes: readonly string[]): string {
  const [, cluster] = /^kind-(.+)$/.exec(context) ?? []
  const prefix = `${cluster}-`
  return cluster !== undefined && nodes.every((node) => node.startsWith(prefix)) ? prefix : ''
}

/** What a cluster's API says of it: `nodes` in any order, as the API server lists them. */
export interface ClusterFacts {
  readonly context: string
  readonly nodes: readonly KubernetesNode[]
  readonly cni: InstalledCni | undefined
}

/**
 * The model of a cluster that the SDK did not make: control planes first, then by name. The subnet of Services is not
 * known: `''`, as the pods' is where the CNI is not known.
 *
 * @throws LabStateError when it has no node.
 */
export function existingModel({ context, nodes, cni }: ClusterFacts): LabModel {
  if (nodes.length === 0)
    throw new LabStateError(`the cluster of ${context} has no nodes`, 'add one: kubectl get nodes')
  const prefix = prefixOf(
    context,
    nodes.map(({ metadata }) => metadata.name),
  )
  const shortNameOf = (name: string): string => name.slice(prefix.length)
  const records = nodeRecordsOf(nodes, shortNameOf)
  const described = nodes.map(({ metadata }, index): ClusterNode => {
    const { name, labels = {} } = metadata
    const role = controlPlaneLabel in labels ? 'control-plane' : 'worker'
    const nodeIps = records[index]?.internalIps ?? []
    const [nodeIp] = nodeIps
    return { name, shortName: shortNameOf(name), role, labels, nodeIps, ...(nodeIp !== undefined && { nodeIp }) }
  })
  const ordered = described.toSorted(
    (a, b) => a.role.localeCompare(b.role) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  )
  const kubelet = nodes.find(({ metadata }) => metadata.name === ordered[0]?.name)?.status?.nodeInfo?.kubeletVersion
  const cluster: ClusterModel = {
    name: labNameOf(context),
    ipFamily: familyOfNodes(ordered),
    podSubnets: cni === undefined ? [] : [cni.podCidr],
    podSubnet: cni?.podCidr ?? '',
    serviceSubnets: [],
    serviceSubnet: '',
    disableDefaultCni: true,
    ...(kubelet !== undefined && { kubernetesVersion: kubelet.replace(/^v/, '') }),
    nodes: ordered,
    notes: [],
  }
  const taints = Object.fromEntries(records.map((record) => [record.shortName, record.taints]))
  return { cluster, fabric: undefined, cni, dockerAddresses: {}, taints }
}

function familyOfNodes(nodes: readonly ClusterNode[]): KindIpFamily {
  const families = new Set(nodes.flatMap(({ nodeIps }) => nodeIps.map(familyOf)))
  if (families.size > 1) return 'dual'
  return families.has(6) ? 'ipv6' : 'ipv4'
}

/** The nodes' kernels: mostly one. */
export function kernelsOf(nodes: readonly KubernetesNode[]): string {
  return [...new Set(nodes.flatMap(({ status }) => status?.nodeInfo?.kernelVersion ?? []))].join(', ')
}
