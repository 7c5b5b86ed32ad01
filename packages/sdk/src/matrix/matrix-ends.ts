import { canonicalAddress, type IpFamily } from '@underlay/configs'
import { whyNotUnderlay, type MatrixEnd } from '@underlay/evidence'
import type { Cluster, Endpoint } from '../cluster/cluster.ts'
import { LabStateError } from '../errors.ts'
import { readInterfaces } from '../interfaces/interfaces.ts'
import { addressOf } from '../traffic/address-of.ts'
import { pods, type Pod } from '../workload/deploy-workload.ts'

/** An end of a matrix, with what sends there; without one it is absent. */
export interface LabMatrixEnd extends MatrixEnd {
  readonly endpoint?: Endpoint
  /** The node's addresses with the masks of its devices: `10.1.5.10/24`. */
  readonly nodeCidrs?: readonly string[]
}

interface Chosen {
  readonly between?: readonly Endpoint[] | undefined
  readonly family?: IpFamily | undefined
}

/**
 * The ends of a matrix: one pod of each node by default, because it is pods' traffic that a CNI encapsulates; with the taps of
 * their nodes.
 */
export async function matrixEnds(cluster: Cluster, { between, family }: Chosen): Promise<readonly LabMatrixEnd[]> {
  const found = between?.map(placed) ?? (await podOfEachNode(cluster))
  const nodes = [...new Set(found.map(({ node }) => node))]
  const exits = new Map(await Promise.all(nodes.map(async (node) => [node, await exitsOf(cluster, node)] as const)))
  return found.map(({ name, node, endpoint }) => {
    const own = { name, node, ...(exits.get(node) ?? { taps: [] }) }
    if (endpoint === undefined) return { ...own, address: '', absent: `no pod runs on ${node}` }
    return { ...own, endpoint, address: addressOf(endpoint, family) }
  })
}

interface Placed {
  readonly name: string
  readonly node: string
  readonly endpoint?: Endpoint
}

function placed(endpoint: Endpoint): Placed {
  const { place } = endpoint
  if ('node' in endpoint) return { name: place, node: (endpoint as Pod).node, endpoint }
  if ('dockerAddress' in endpoint) return { name: place, node: place, endpoint }
  throw new LabStateError(`${place} is neither a pod nor a node`, 'between: app.pods, or nodes of the cluster')
}

async function podOfEachNode(cluster: Cluster): Promise<readonly Placed[]> {
  const running = (await pods(cluster)).pods
  if (running.length === 0)
    throw new LabStateError(
      'no pod runs in the lab',
      "underlay matrix nodes, or deployWorkload(cluster, daemonSet('app'))",
    )
  return cluster.internals.model().cluster.nodes.map(({ shortName }) => {
    const endpoint = running.find(({ node }) => node === shortName)
    return { name: shortName, node: shortName, ...(endpoint && { endpoint }) }
  })
}

/**
 * Where a node's packets leave it: at the devices that have its address, or the one that the CNI found. Where that is lo,
 * at all that are no tunnel and no pod's.
 */
async function exitsOf(cluster: Cluster, node: string): Promise<Pick<LabMatrixEnd, 'taps' | 'nodeCidrs'>> {
  const { name, addresses, dockerAddresses } = cluster.node(node)
  const recorded = cluster.cni?.nodes[name]
  const wanted = new Set(
    [...(addresses.length > 0 ? addresses : dockerAddresses), ...(recorded?.addresses ?? []), recorded?.address ?? '']
      .filter((address) => address !== '')
      .map(withoutMask),
  )
  const devices = (await readInterfaces(cluster.internals, node))
    .filter(({ name: device, up }) => up && device !== 'lo')
    .map((device) => ({ ...device, tap: `${node}:${device.name}` }))
    .filter(({ tap }) => whyNotUnderlay({ id: 0, tap, linkType: 1, dropped: 0 }) === undefined)
  const isWanted = (address: string): boolean => wanted.has(withoutMask(address))
  const own = devices.filter((each) => each.addresses.some(isWanted))
  return {
    taps: (own.length > 0 ? own : devices).map(({ tap }) => tap),
    nodeCidrs: own.flatMap(({ addresses }) => addresses.filter(isWanted)),
  }
}

function withoutMask(address: string): string {
  return canonicalAddress(address.split('/')[0] ?? '')
}
