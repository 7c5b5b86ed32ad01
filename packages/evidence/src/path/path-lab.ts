import type { ClusterModel, CniModel, FabricModel, IpFamily } from '@underlay/configs'

/** A pod, as a path needs to know it. */
export interface PathPod {
  /** As in a tap: `pod/app-worker2`. */
  readonly place: string
  /** Short name of its node. */
  readonly node: string
  /** One of each family. */
  readonly ips: readonly string[]
  /** The node's end of its veth pair; undefined where it is not known. */
  readonly hostInterface?: string
  /** Of its eth0, in bytes; default what its CNI gives now. A pod keeps what it was given. */
  readonly mtuBytes?: number
}

/** A port of a Service, with where its packets may go. */
export interface PathServicePort {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly nodePort?: number
  /** The pods that serve it, each with its port. */
  readonly endpoints: readonly { readonly ip: string; readonly port: number }[]
}

/** A Service, as a path needs to know it. */
export interface PathService {
  readonly namespace: string
  readonly name: string
  /** One of each family; none for a headless one. */
  readonly clusterIps: readonly string[]
  readonly ports: readonly PathServicePort[]
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly internalTrafficPolicy?: 'Cluster' | 'Local'
}

/** What a lab's documents say, and what was given to its pods and Services: all that a prediction is made from. */
export interface PathLab {
  readonly cluster: ClusterModel
  readonly fabric?: FabricModel
  readonly cni?: CniModel
  readonly pods: readonly PathPod[]
  readonly services: readonly PathService[]
  /** Each node's addresses in Docker's network, by short name. */
  readonly dockerAddresses?: Readonly<Record<string, readonly string[]>>
  /** The addresses of Docker's network by which nodes have their default route where the topology gives none. */
  readonly dockerGateways?: readonly string[]
  /** The networks beyond the lab, where they are a place of it: bridges, each with its ports and whose eth0 they lead to. */
  readonly outside?: readonly {
    readonly device: string
    /** With their masks. */
    readonly addresses: readonly string[]
    readonly ports: readonly { readonly device: string; readonly place: string }[]
  }[]
  /**
   * Nodes whose bridges hand what they pass to iptables (`net.bridge.bridge-nf-call-iptables`), with the families; default none.
   *
   * @see https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/#network-plugin-requirements
   */
  readonly bridgeFilters?: Readonly<Record<string, readonly IpFamily[]>>
  /** Hardware addresses by `place:device`, where they are known. */
  readonly macs?: Readonly<Record<string, string>>
}
