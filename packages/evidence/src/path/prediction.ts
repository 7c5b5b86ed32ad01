import type { Encapsulation } from '../flow/encapsulation.ts'
import type { Direction } from '../flow/flow-packet.ts'
import type { PathHeader } from './path-header.ts'

/** What is sent: an echo request, or a packet to a port. */
export type PathTraffic =
  | { readonly protocol: 'icmp' }
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly sourcePort?: number }

/** Why a packet goes on as it does: the rule, and the facts that it was applied to. */
export interface PathDecision {
  readonly kind: 'route' | 'encapsulation' | 'nat' | 'neighbour' | 'drop'
  /** `CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ipip`. */
  readonly text: string
}

/** What to ask the kernel of a place: `ip route get <destination> from <source> iif <inputDevice>`. */
export interface RouteQuestion {
  readonly destination: string
  readonly source: string
  /** Where the packet came in; absent for what the place itself sends. */
  readonly inputDevice?: string
}

/** A route as the kernel of a place should have it for a packet; what is undefined is none. */
export interface PredictedRoute {
  readonly device: string
  readonly nextHop?: string
  /** The source address that the kernel chooses; of a packet that is forwarded it chooses none. */
  readonly source?: string
  readonly question: RouteQuestion
}

/** The packet at one interface. */
export interface PredictedHop {
  /** `control-plane:net0`. */
  readonly tap: string
  readonly place: string
  readonly device: string
  /** Whether it comes into the place here, or leaves it. */
  readonly motion: 'in' | 'out'
  /** Its headers, outermost first, as a tap here shows them. */
  readonly headers: readonly PathHeader[]
  /** Of the device. */
  readonly mtuBytes: number
  /**
   * Bytes by which the largest packet of this way could be larger and still pass here in one piece: 0 where its limit is, less
   * where the tunnel around it goes on in fragments.
   */
  readonly mtuLeftBytes: number
  /** The lookup that chose this device, at a hop that leaves: what `ip route get` of `place` should say. */
  readonly route?: PredictedRoute
  readonly decisions: readonly PathDecision[]
}

/** One direction of a path. */
export interface PredictedWay {
  readonly direction: Direction
  /** In the order of the topology, from the sender's interface on; up to where the packet is lost. */
  readonly hops: readonly PredictedHop[]
  /** How the underlay carries it between nodes. */
  readonly encapsulation: Encapsulation
  /** The first reason of `encapsulation`: which address lies in which network. */
  readonly reason: string
  /** Where and why it does not arrive; absent when it does. */
  readonly lost?: { readonly at: string; readonly reason: string }
  /** The largest packet, IP header included, that arrives in one piece with "don't fragment". */
  readonly largestPacketBytes: number
  /** What one byte more meets: who refuses it, and how the sender hears of it. */
  readonly oneByteMore: string
}

/** Both directions of one possible path; a Service has one for each of its endpoints. */
export interface PredictedPath {
  /** The address that answers in the end: a Service's endpoint. */
  readonly endpoint: string
  readonly forward: PredictedWay
  readonly reverse: PredictedWay
}

/** What should happen. */
export interface PathPrediction {
  /** Places, or an address. */
  readonly from: string
  readonly to: string
  readonly traffic: PathTraffic
  /** At least one. */
  readonly paths: readonly PredictedPath[]
  /** What at places on the paths is left aside, because its meaning is not known. */
  readonly notes: readonly string[]
  /** Places that no document describes: what passes there is not said, and nothing is held against it. */
  readonly undescribed?: readonly string[]
}
