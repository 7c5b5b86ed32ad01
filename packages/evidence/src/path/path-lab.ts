import type { ClusterModel, CniModel, FabricModel } from '@underlay/configs'

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
  /** Hardware addresses by `place:device`, where they are known. */
  readonly macs?: Readonly<Record<string, string>>
}
