import type { Route } from '../routes/routes.ts'

/** What the kernel of a place says about its network. */
export interface PlaceKernel {
  readonly devices: readonly KernelDevice[]
  /** The main tables of both families. */
  readonly routes: readonly Route[]
  readonly neighbours: readonly KernelNeighbour[]
  readonly forwarding: readonly ForwardingEntry[]
  readonly ports: readonly BridgePort[]
  readonly queues: readonly Queue[]
  /** The output of `nft -j list ruleset`; empty where there is no nft. */
  readonly ruleset: string
  /** By name, `net.ipv4.conf.net0.rp_filter`; those that decide about packets. */
  readonly settings: Readonly<Record<string, string>>
  /** By name, `TcpExtIPReversePathFilter`. */
  readonly counters: Readonly<Record<string, number>>
  /** What the kernel answered to `ip route get`. */
  readonly lookups: readonly Lookup[]
}

/** A device with the addresses that it has. */
export interface KernelDevice {
  readonly name: string
  /** `veth`, `vxlan`, `bridge`; `device` where the kernel names none. */
  readonly kind: string
  readonly mac: string
  /** CIDRs of both families, link-local ones left out. */
  readonly addresses: readonly string[]
  readonly mtuBytes: number
  readonly up: boolean
  readonly carrier: boolean
}

/** An entry of the neighbour table. */
export interface KernelNeighbour {
  readonly address: string
  readonly device: string
  /** Absent when nobody answered. */
  readonly mac?: string
  /** `FAILED`, `PERMANENT`, `REACHABLE`, … */
  readonly state: string
}

/** Where a tunnel device sends frames for a hardware address. */
export interface ForwardingEntry {
  readonly mac: string
  readonly device: string
  readonly destination?: string
}

/** A port of a bridge; only `forwarding` ones pass frames. */
export interface BridgePort {
  readonly device: string
  readonly bridge: string
  readonly state: string
}

/** What queues packets before a device. */
export interface Queue {
  readonly device: string
  readonly kind: string
  readonly drops: number
  /** That netem throws away on purpose. */
  readonly lossPercent?: number
}

/** A question to the kernel's routes, and its answer: a route, or the kernel's refusal. */
export interface Lookup {
  readonly to: string
  /** As a packet that comes in: from whom and by which device; absent for what the place itself sends. */
  readonly from?: string
  readonly device?: string
  readonly route?: {
    readonly type: string
    readonly device: string
    readonly nextHop?: string
    readonly mtuBytes?: number
  }
  /** `Network is unreachable`, `Invalid cross-device link`, … */
  readonly refusal?: string
}
