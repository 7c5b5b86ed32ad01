import {
  cidrContains,
  familyOf,
  isCidr,
  isIp,
  parseCidr,
  subnetAt,
  subnetCount,
  type ClusterModel,
  type FlannelSettings,
} from '@underlay/configs'
import { LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { run } from '../../host/run.ts'
import { readInterfaces, type Interface } from '../../interfaces/interfaces.ts'
import { parseRoutes } from '../../routes/routes.ts'
import type { FlannelNodeRecord, NodeAddress } from '../record.ts'

/** kind's `node-cidr-mask-size` for IPv4. */
const nodeMask = 24

/** What flannel keeps of its nodes, and the MTU of the interface that it uses, the least of all nodes. */
export interface DetectedNodes {
  readonly nodes: Record<string, FlannelNodeRecord>
  readonly underlayMtuBytes: number
}

/** What is known of each node's devices. */
interface KnownNetworks {
  readonly interfaces: readonly (readonly Interface[])[]
  readonly onLink: readonly (readonly NodeAddress[])[]
}

/**
 * Finds each node's interface as flanneld's `--iface` says, and gives the nodes their pod networks in order, as Kubernetes does.
 *
 * @param verify an address that is not the declared one is refused.
 * @throws LabStateError with every node that has no address, or another one; when the pod network is too small.
 */
export async function detectNodes(
  host: Host,
  cluster: ClusterModel,
  settings: FlannelSettings,
  check: { readonly verify: boolean; readonly advice: string },
): Promise<DetectedNodes> {
  const places = cluster.nodes.map(({ shortName }) => shortName)
  const [interfaces, onLink] = await Promise.all([
    Promise.all(places.map((place) => readInterfaces(host, place))),
    Promise.all(places.map((place) => onLinkNetworks(host, place))),
  ])
  return nodesWith({ interfaces, onLink }, cluster, settings, check)
}

/**
 * The same from interfaces, and networks without a gateway, that are known, in the order of the nodes.
 *
 * @throws LabStateError as {@link detectNodes} does.
 */
export function nodesWith(
  { interfaces, onLink }: KnownNetworks,
  cluster: ClusterModel,
  { network, iface }: FlannelSettings,
  { verify, advice }: { readonly verify: boolean; readonly advice: string },
): DetectedNodes {
  requireNetworks(network, cluster)
  const wrong: string[] = []
  const mtus: number[] = []
  const found = cluster.nodes.flatMap(({ name, shortName, nodeIp }, index): [string, FlannelNodeRecord][] => {
    const addresses = (interfaces[index] ?? []).flatMap(addressesOf)
    const own = addresses.find((one) => isChosen(iface, one))
    if (own === undefined) {
      wrong.push(`flannel finds no address on ${shortName} by ${iface ?? 'the default route'}`)
      return []
    }
    if (verify && nodeIp !== undefined && own.address.split('/')[0] !== nodeIp)
      wrong.push(`flannel takes ${own.address} on ${own.interface} for ${shortName}, the kind config says ${nodeIp}`)
    mtus.push(interfaces[index]?.find((each) => each.name === own.interface)?.mtuBytes ?? 1500)
    const connected = [...addresses, ...(onLink[index] ?? [])]
    return [[shortName, { name, own, connected, podCidr: subnetAt(network, nodeMask, index) }]]
  })
  if (wrong.length > 0) throw new LabStateError(wrong.join('\n'), advice)
  return { nodes: Object.fromEntries(found), underlayMtuBytes: Math.min(...mtus) }
}

/**
 * Refuses a pod network that has not one of /24 for each node.
 *
 * @throws LabStateError with what it has.
 */
export function requireNetworks(network: string, { nodes }: ClusterModel): void {
  const count = parseCidr(network).prefixLength > nodeMask ? 0n : subnetCount(network, nodeMask)
  if (count >= BigInt(nodes.length)) return
  const what = `${network} holds ${count} networks of /${nodeMask}, but there are ${nodes.length} nodes`
  throw new LabStateError(what, 'a wider podSubnet in the kind config')
}

// flannel's and the pods' own devices are asked by nobody.
const isOfPods = (device: string): boolean => /^(lo|flannel\.|cni0)/.test(device)

// A route without a gateway may be wider than the address: a node then has all racks on its link.
async function onLinkNetworks(host: Host, place: string): Promise<NodeAddress[]> {
  const table = parseRoutes(await run(host, place, ['ip', '-j', '-4', 'route']))
  return table.flatMap(({ destination, device, nextHop, protocol }) =>
    device === undefined || nextHop !== undefined || protocol === 'kernel' || !isCidr(destination) || isOfPods(device)
      ? []
      : [{ interface: device, address: destination }],
  )
}

function addressesOf({ name, addresses }: Interface): NodeAddress[] {
  if (isOfPods(name)) return []
  return addresses.filter((address) => familyOf(address) === 4).map((address) => ({ interface: name, address }))
}

function isChosen(iface: string | undefined, { interface: name, address }: NodeAddress): boolean {
  if (iface === undefined) return name === 'eth0'
  return isIp(iface) ? cidrContains(`${iface}/32`, address.split('/')[0] ?? '') : name === iface
}
