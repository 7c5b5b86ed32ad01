import type { TrafficPolicy } from '@underlay/configs'

/** A pod behind a Service's port. */
export interface ServiceEndpoint {
  readonly address: string
  readonly port: number
  /** Short name of the node that it runs on. */
  readonly node: string
}

/** One port of a Service at one of its addresses, with the pods behind it: kube-proxy's unit. */
export interface ServicePort {
  readonly namespace: string
  readonly service: string
  /** The port's name, `''` where it has none. */
  readonly name: string
  readonly protocol: 'tcp' | 'udp'
  readonly clusterIp: string
  readonly port: number
  readonly nodePort: number | undefined
  readonly internalPolicy: TrafficPolicy
  readonly externalPolicy: TrafficPolicy
  /** How long a client keeps its endpoint. */
  readonly affinitySeconds: number | undefined
  /** Of the family of `clusterIp`. */
  readonly endpoints: readonly ServiceEndpoint[]
}
