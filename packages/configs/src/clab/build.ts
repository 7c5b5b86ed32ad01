import { checkRealisable } from './realise.ts'
import { reviewOf } from '../document/review.ts'
import { reviewTopology } from './review-topology.ts'
import type { ClabNode, ClabShortLink, ClabTopology } from './topology.ts'

/** A cluster node in a rack: its name in the topology, the container whose network it joins, its address (IPv4 CIDR). */
export interface ClabServerSpec {
  readonly name: string
  readonly node: string
  readonly address: string
}

/** A rack: a bridge, the gateway's interface and address in it (also its servers' default route), and its servers. */
export interface ClabRackSpec {
  readonly bridge: string
  readonly gatewayInterface: string
  /** An IPv4 address without prefix length, `10.1.5.1`. */
  readonly gatewayAddress: string
  readonly servers: readonly ClabServerSpec[]
}

/** What {@link clabTopology} makes a document of. */
export interface ClabTopologySpec {
  readonly name: string
  readonly gateway: {
    readonly name: string
    readonly image: string
    /** The file that is bound as VyOS' `config.boot`, relative to the topology. */
    readonly configBoot: string
  }
  readonly racks: readonly ClabRackSpec[]
  /** The image of the servers' helper containers. */
  readonly serverImage: string
  /** The interface of each server. Default `net0`. */
  readonly serverInterface?: string
  /** MTU of each link, in bytes. Default 1500; containerlab's own is 9500. */
  readonly mtuBytes?: number
}

/**
 * Builds the topology of racks around one VyOS gateway: a bridge for each rack, a link for each server and each gateway interface.
 *
 * @throws {@link TopologyError} with every mistake: names, endpoints used twice, interface names longer than 15 characters.
 * @example
 * ```ts
 * clabTopology({
 *   name: 'lab',
 *   gateway: { name: 'gw0', image: 'burlyluo/vyos:1.4.0', configBoot: './startup-conf/gw0-boot.cfg' },
 *   serverImage: 'burlyluo/nettool',
 *   racks: [
 *     {
 *       bridge: 'br-pool0',
 *       gatewayInterface: 'eth1',
 *       gatewayAddress: '10.1.5.1',
 *       servers: [{ name: 'server1', node: 'lab-control-plane', address: '10.1.5.10/24' }],
 *     },
 *   ],
 * })
 * ```
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export function clabTopology(spec: ClabTopologySpec): ClabTopology {
  const { racks, gateway } = spec
  const nodes: readonly (readonly [string, ClabNode])[] = [
    [gateway.name, gatewayNode(gateway)],
    ...racks.map(({ bridge }) => [bridge, { kind: 'bridge' }] as const),
    ...racks.flatMap((rack) => rack.servers.map((server) => [server.name, serverNode(server, rack, spec)] as const)),
  ]
  const topology: ClabTopology = { name: spec.name, topology: { nodes: Object.fromEntries(nodes), links: links(spec) } }
  const review = reviewOf(topology, 'topology')
  const structure = reviewTopology(review, topology)
  if (structure) checkRealisable(review, topology, structure)
  review.settle()
  return topology
}

function gatewayNode({ image, configBoot }: ClabTopologySpec['gateway']): ClabNode {
  return {
    kind: 'linux',
    image,
    cmd: '/sbin/init',
    binds: ['/lib/modules:/lib/modules', `${configBoot}:/opt/vyatta/etc/config/config.boot`],
  }
}

function serverNode(server: ClabServerSpec, rack: ClabRackSpec, spec: ClabTopologySpec): ClabNode {
  return {
    kind: 'linux',
    image: spec.serverImage,
    'network-mode': `container:${server.node}`,
    exec: [
      `ip addr add ${server.address} dev ${spec.serverInterface ?? 'net0'}`,
      `ip route replace default via ${rack.gatewayAddress}`,
    ],
  }
}

function links({
  racks,
  gateway,
  serverInterface = 'net0',
  mtuBytes = 1500,
}: ClabTopologySpec): readonly ClabShortLink[] {
  const servers = racks.flatMap(({ bridge, servers }) =>
    servers.map(({ name }, port) => [`${bridge}:${bridge}-net${port}`, `${name}:${serverInterface}`]),
  )
  const uplinks = racks.map(({ bridge, gatewayInterface, servers }) => [
    `${gateway.name}:${gatewayInterface}`,
    `${bridge}:${bridge}-net${servers.length}`,
  ])
  return [...servers, ...uplinks].map((endpoints) => ({ endpoints, mtu: mtuBytes }))
}
