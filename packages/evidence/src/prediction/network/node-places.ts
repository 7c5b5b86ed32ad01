import { familyOf, type ClusterNode } from '@underlay/configs'
import type { PathLab, PathPod } from '../../path/path-lab.ts'
import { hostOf, single } from './addresses.ts'
import { calicoOn } from './calico/calico.ts'
import type { KnownNode } from './calico/known-node.ts'
import type { CniMtus } from './cni-mtu.ts'
import { defaultRoute, execRoutes } from './exec-routes.ts'
import { flannelOn } from './flannel.ts'
import { settleRoutes } from './settle-routes.ts'
import { lookUp } from '../walk/route-lookup.ts'
import { outsideNetworks } from './outside-place.ts'
import type { VirtualDevice, VirtualPlace, VirtualRoute } from './place.ts'

/** What places of one lab have in common. */
export interface PlaceSite {
  readonly lab: PathLab
  readonly mtus: CniMtus | undefined
  /** The ends of links, by place. */
  readonly ends: ReadonlyMap<string, readonly VirtualDevice[]>
}

/** A node: eth0 in Docker's network, the fabric's links, tunnel devices, an end of a cable for each of its pods. */
export function nodePlace(node: ClusterNode, site: PlaceSite): VirtualPlace {
  const { lab, mtus } = site
  const { shortName } = node
  const server = lab.fabric?.servers.find((each) => each.node === node.name)
  const plain = [dockerDevice(node, lab), ...fabricDevices(node, site)]
  const written = [...dockerRoutes(node, lab), ...execRoutes(server?.exec ?? [])]
  const own = settleRoutes(plain, written)
  const pods = lab.pods.filter((pod) => pod.node === shortName)
  const known = knownNodes(lab)
  const self = known.find(({ name }) => name === node.name)
  const { cni } = lab
  const filtersBridges = lab.bridgeFilters?.[shortName]
  const base = { name: shortName, kind: 'node', forwards: true, ...(filtersBridges && { filtersBridges }) } as const
  if (cni === undefined || mtus === undefined || self === undefined) {
    return { ...base, devices: plain, routes: own, masquerades: [], ...learnt(node, lab) }
  }
  const reach = { devices: plain, lookUp: (address: string) => lookUp(own, address) }
  const parts =
    cni.name === 'calico'
      ? calicoOn(self, known, cni, mtus, reach)
      : flannelOn(self, known, { cni, mtus, pods, macs: lab.macs ?? {} }, reach)
  const cables = pods.map((pod) => podCable(pod, lab, mtus))
  const toPods = cni.name === 'calico' ? cables.flatMap(({ name }, index) => podRoutes(name, pods[index])) : []
  // The kernel's own tunl0 is there before any other device of a namespace.
  const [first, last] = [parts.tunnels.filter(({ name }) => name === 'tunl0'), parts.tunnels]
  return {
    ...base,
    devices: [...first, ...plain, ...last.filter((device) => !first.includes(device)), ...cables],
    routes: [...own, ...parts.routes, ...toPods],
    masquerades: parts.masquerades,
    ...(cni.name === 'calico' && { checksSources: true }),
    ...learnt(node, lab),
  }
}

/** The nodes that the CNI knows. */
function knownNodes({ cluster, cni }: PathLab): KnownNode[] {
  return cluster.nodes.flatMap(({ name, shortName }) => {
    const known = cni?.nodes[name]
    return known === undefined ? [] : [{ name, shortName, cni: known }]
  })
}

function dockerDevice({ shortName }: ClusterNode, lab: PathLab): VirtualDevice {
  const { dockerAddresses = {}, macs = {} } = lab
  const mac = macs[`${shortName}:eth0`]
  const port = outsideNetworks(lab)
    .flatMap(({ ports }) => ports)
    .find(({ place }) => place === shortName)
  const addresses = dockerAddresses[shortName] ?? []
  return {
    name: 'eth0',
    mtuBytes: 1500,
    addresses: addresses.map((address) => `${address}/${familyOf(address) === 6 ? 64 : 16}`),
    ...(mac !== undefined && { mac }),
    ...(port && { peer: { place: 'outside', device: port.device } }),
  }
}

function fabricDevices({ name, shortName }: ClusterNode, { lab, ends }: PlaceSite): VirtualDevice[] {
  const servers = lab.fabric?.servers.filter((server) => server.node === name) ?? []
  const declared = servers.flatMap(({ addresses }) => addresses)
  return (ends.get(shortName) ?? []).map((device) => ({
    ...device,
    addresses: [
      ...new Set([
        ...device.addresses,
        ...declared.filter((each) => each.interface === device.name).map(({ address }) => address),
      ]),
    ],
  }))
}

function dockerRoutes({ shortName }: ClusterNode, { dockerGateways = [], dockerAddresses = {} }: PathLab) {
  const families = new Set((dockerAddresses[shortName] ?? []).map(familyOf))
  return dockerGateways
    .filter((gateway) => families.has(familyOf(gateway)))
    .map((gateway) => defaultRoute(gateway, `the default route by Docker's network`, 'eth0'))
}

/** The node's end of a pod's cable. */
function podCable(pod: PathPod, { cni, macs = {} }: PathLab, mtus: CniMtus): VirtualDevice {
  const name = hostInterfaceOf(pod)
  const isCalico = cni?.name === 'calico'
  const mac = isCalico ? 'ee:ee:ee:ee:ee:ee' : macs[`${pod.node}:${name}`]
  return {
    name,
    mtuBytes: pod.mtuBytes ?? mtus.pod,
    addresses: [],
    peer: { place: pod.place, device: 'eth0' },
    ...(isCalico ? { proxies: true } : { bridge: 'cni0' }),
    ...(mac !== undefined && { mac }),
  }
}

/** The name of the node's end of a pod's cable; a word where it is not known. */
export function hostInterfaceOf({ hostInterface, place }: PathPod): string {
  return hostInterface ?? `veth of ${place}`
}

function podRoutes(device: string, pod: PathPod | undefined): VirtualRoute[] {
  return (pod?.ips ?? []).map((ip) => ({
    destination: single(ip),
    device,
    decision: { kind: 'route', text: `${hostOf(ip)} is ${pod?.place}, behind ${device}` },
  }))
}

// Who speaks BGP with the nodes may tell them anything.
function learnt({ name }: ClusterNode, { fabric, cluster, cni }: PathLab): Pick<VirtualPlace, 'learns'> {
  const own = cluster.nodes.find((node) => node.name === name)?.nodeIps ?? []
  const speaker = fabric?.gateways.find(({ gateway }) =>
    gateway.bgp?.neighbors.some(({ address }) => own.some((ip) => hostOf(ip) === hostOf(address))),
  )
  if (speaker === undefined || cni?.name !== 'calico') return {}
  return { learns: `${speaker.name} speaks BGP with it` }
}
