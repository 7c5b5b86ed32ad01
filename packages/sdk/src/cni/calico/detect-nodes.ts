import {
  cidrInside,
  detectAddress,
  familyOf,
  allocateBlocks,
  selects,
  type CalicoSettings,
  type ClusterModel,
  type ClusterNode,
} from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { readInterfaces, type Interface } from '../../interfaces/interfaces.ts'
import type { CalicoNode, CalicoRecord, NodeAddress } from '../record.ts'
import { families, hostPart, type Family } from './node.ts'

/**
 * What Calico keeps of each node: its addresses as autodetection finds them, its labels, and a block of each pool that selects it.
 * Blocks that a node holds it keeps.
 *
 * @param advice an address that is not the declared one is refused, and this method advised.
 * @throws LabStateError with every node that has no address, or another one.
 */
export async function detectNodes(
  host: Host,
  cluster: ClusterModel,
  settings: CalicoSettings,
  { before, advice }: { readonly before: CalicoRecord | undefined; readonly advice: string | undefined },
): Promise<Record<string, CalicoNode>> {
  const interfaces = await Promise.all(cluster.nodes.map(({ shortName }) => readInterfaces(host, shortName)))
  return nodesWith(interfaces, cluster, settings, { before, advice })
}

/**
 * The same from interfaces that are known, in the order of the nodes.
 *
 * @throws LabStateError as {@link detectNodes} does.
 */
export function nodesWith(
  interfaces: readonly (readonly Interface[])[],
  cluster: ClusterModel,
  settings: CalicoSettings,
  { before, advice }: { readonly before?: CalicoRecord | undefined; readonly advice?: string | undefined },
): Record<string, CalicoNode> {
  const used = families.filter((family) => settings.pools.some(({ cidr }) => familyOf(cidr) === family))
  const wrong: string[] = []
  const blocks = blocksOf(cluster.nodes, settings, before)
  const found = cluster.nodes.map((node, index): [string, CalicoNode] => {
    const addresses = used.flatMap((family) => {
      const own = detect(node, settings, interfaces[index] ?? [], family)
      wrong.push(...faults(node, own, settings, family, advice))
      return own ?? []
    })
    const { name, shortName } = node
    return [shortName, { name, addresses, labels: labelsOf(node), blocks: blocks.get(name) ?? [] }]
  })
  if (wrong.length === 0) return Object.fromEntries(found)
  const fix = advice && `autodetection: '${advice}', or verifyAddresses: false to see what comes of it`
  throw new LabStateError(wrong.join('\n'), fix)
}

function detect(
  { nodeIps }: ClusterNode,
  { autodetection }: CalicoSettings,
  interfaces: readonly Interface[],
  family: Family,
): NodeAddress | undefined {
  const nodeIp = nodeIps.find((ip) => familyOf(ip) === family)
  return detectAddress(autodetection, interfaces, { family, ...(nodeIp !== undefined && { nodeIp }) })
}

function faults(
  { shortName, nodeIps }: ClusterNode,
  own: NodeAddress | undefined,
  { autodetection }: CalicoSettings,
  family: Family,
  advice: string | undefined,
): string[] {
  if (own === undefined) return [`Calico finds no IPv${family} address on ${shortName} by ${autodetection}`]
  const declared = nodeIps.find((ip) => familyOf(ip) === family)
  if (advice === undefined || declared === undefined || hostPart(own.address) === declared) return []
  return [`Calico takes ${own.address} on ${own.interface} for ${shortName}, the kind config says ${declared}`]
}

/** A node's labels, those that Kubernetes gives it among them. */
export function labelsOf({ name, role, labels }: ClusterNode): Record<string, string> {
  return {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...(role === 'control-plane' && { 'node-role.kubernetes.io/control-plane': '' }),
    ...labels,
  }
}

function blocksOf(
  nodes: readonly ClusterNode[],
  { pools }: CalicoSettings,
  before: CalicoRecord | undefined,
): Map<string, string[]> {
  const blocks = new Map(nodes.map(({ name }) => [name, [] as string[]]))
  const last = new Map(Object.values(before?.nodes ?? {}).map((node) => [node.name, node.blocks]))
  for (const pool of pools) {
    const held = (name: string): string[] =>
      (last.get(name) ?? []).filter((block) => cidrInside(block, pool.cidr) && block.endsWith(`/${pool.blockSize}`))
    const names = nodes.filter((node) => selects(pool.nodeSelector, labelsOf(node))).map(({ name }) => name)
    const taken = new Set(nodes.flatMap(({ name }) => held(name)))
    const fresh = allocateBlocks(
      pool,
      names.filter((name) => held(name).length === 0),
      taken,
    )
    for (const { name } of nodes) {
      const own = fresh.get(name)
      blocks.get(name)?.push(...held(name), ...(own === undefined ? [] : [own]))
    }
  }
  return blocks
}
