import { parseCidr, suggest, type FabricModel, type Issue } from '@underlay/configs'
import type { Access, EngineKind, InstalledCni, Lifecycle } from '../engine/engine.ts'
import { UnknownNameError } from '../errors.ts'
import { outside, outsideAddresses } from '../fabric/outside.ts'
import type { Kubernetes } from '../kubernetes/kubernetes.ts'
import type { Lifetime } from '../lab/state.ts'

/** Something in a lab that sends and receives packets: a node, a pod, a gateway, or `outside`. */
export interface Endpoint {
  /** As in a tap: `worker2`, `pod/app-worker2`, `gw0`, `outside`. */
  readonly place: string
  /** The first of its addresses. */
  readonly address: string
  /** In a dual-stack lab one of each family, of a gateway those of all its interfaces; link-local ones are left out. */
  readonly addresses: readonly string[]
  readonly cluster: Cluster
}

/** A node of a lab. */
export interface NodeEndpoint extends Endpoint {
  /** Kubernetes' name: `calico-ipip-crosssubnet-worker2`. */
  readonly name: string
  /** Its address in Docker's network, which `outside` reaches; `undefined` where there is none. */
  readonly dockerAddress: string | undefined
  /** The same of each family. */
  readonly dockerAddresses: readonly string[]
}

/**
 * A lab's cluster, the object that every function takes.
 *
 * Disposing it destroys a lab of lifetime `process` that this process made, and closes any other handle.
 */
export interface Cluster extends AsyncDisposable {
  readonly name: string
  readonly engine: EngineKind
  readonly lifetime: Lifetime
  /** What carries the packets: the kind of machine and its kernel (`uname -r`). */
  readonly host: Access['host']
  /** The CNI with its tunnel device and its nodes, real or modelled; `undefined` before one is installed. */
  readonly cni: InstalledCni | undefined
  /** The path of the lab's kubeconfig, for kubectl; `undefined` on the netns engine. */
  readonly kubeconfig: string | undefined
  /** Opens the cluster's API; `undefined` on the netns engine, which has none. */
  readonly kubernetes: (() => Promise<Kubernetes>) | undefined
  /** What of the kind config is left aside knowingly, with the reason. */
  readonly notes: readonly Issue[]
  /**
   * A node by its name, the same without the cluster's name, or containerlab's alias.
   *
   * @throws UnknownNameError that offers the nearest name.
   */
  node(name: string): NodeEndpoint
  /** A gateway of the fabric, by containerlab's name. @throws UnknownNameError */
  gateway(name: string): Endpoint
  /** A gateway or a host of the fabric, by containerlab's name. @throws UnknownNameError */
  fabricNode(name: string): Endpoint
  /** What is beyond the lab: NAT is seen from there. */
  readonly outside: Endpoint
  /** What the functions of the SDK are built on; a lab's script does not need it. */
  readonly internals: Access & Lifecycle
  /** Closes the handle; a persistent lab stays. */
  close(): Promise<void>
}

/** The handle of a lab over its engine; a visitor's only closes. */
export function clusterOf(engine: Access & Lifecycle, owner: 'creator' | 'visitor'): Cluster {
  const { lifetime } = engine
  let ended = false
  const end = async (how: () => Promise<void> | void): Promise<void> => {
    if (ended) return
    ended = true
    await how()
  }
  const cluster: Cluster = {
    name: engine.name,
    engine: engine.engine,
    lifetime,
    host: engine.host,
    kubeconfig: engine.kubeconfig,
    kubernetes: engine.kubernetes,
    get cni() {
      return engine.model().cni
    },
    get notes() {
      return engine.model().cluster.notes
    },
    node(name) {
      const { cluster: model, fabric, dockerAddresses } = engine.model()
      const alias = fabric?.servers.find((server) => server.name === name)?.node
      const node = model.nodes.find(({ shortName, name: full }) => [shortName, full].includes(alias ?? name))
      const known = model.nodes.map(({ shortName }) => shortName)
      if (node === undefined) throw unknown('node', name, known)
      const ofDocker = dockerAddresses[node.shortName] ?? []
      const docker = { dockerAddress: ofDocker[0], dockerAddresses: ofDocker }
      const own = addressed(node.nodeIps.length > 0 ? node.nodeIps : ofDocker)
      return { place: node.shortName, name: node.name, ...own, ...docker, cluster }
    },
    gateway(name) {
      const { gateways = [], hosts = [] } = engine.model().fabric ?? {}
      if (hosts.some((host) => host.name === name))
        throw new UnknownNameError(`${name} is no gateway, but a host`, `cluster.fabricNode('${name}')`)
      return fabricEndpoint('gateway', name, gateways)
    },
    fabricNode(name) {
      const { gateways = [], hosts = [] } = engine.model().fabric ?? {}
      return fabricEndpoint('node of the fabric', name, [...gateways, ...hosts])
    },
    get outside() {
      return {
        place: outside,
        ...addressed(outsideAddresses(engine.model().cluster.ipFamily, engine.model().fabric?.management)),
        cluster,
      }
    },
    internals: engine,
    close: () => end(() => engine.close()),
    [Symbol.asyncDispose]: () =>
      end(() => (lifetime === 'process' && owner === 'creator' ? engine.destroy() : engine.close())),
  }
  return cluster

  function fabricEndpoint(what: string, name: string, nodes: readonly FabricHolder[]): Endpoint {
    const found = nodes.find((candidate) => candidate.name === name)
    if (found === undefined)
      throw unknown(
        what,
        name,
        nodes.map((node) => node.name),
      )
    const configured = found.gateway?.interfaces ?? []
    const cidrs = [
      ...configured.flatMap(({ addresses, vlans = [] }) => [...addresses, ...vlans.flatMap((vlan) => vlan.addresses)]),
      ...found.addresses.map(({ address }) => address),
    ]
    const addresses = [...new Set(cidrs.map((cidr) => parseCidr(cidr).address))]
    return { place: name, ...addressed(addresses), cluster }
  }
}

type FabricHolder = FabricModel['hosts'][number] & Partial<Pick<FabricModel['gateways'][number], 'gateway'>>

function addressed(addresses: readonly string[]): Pick<Endpoint, 'address' | 'addresses'> {
  return { address: addresses[0] ?? '', addresses }
}

function unknown(what: string, name: string, known: readonly string[]): UnknownNameError {
  const nearest = suggest(name, known)
  return new UnknownNameError(
    `no ${what} is named ${name}`,
    nearest === undefined ? `the lab has ${known.join(', ') || 'none'}` : `did you mean ${nearest}?`,
  )
}
