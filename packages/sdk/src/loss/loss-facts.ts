import type { BgpSession } from '../bgp/session.ts'
import type { LostPacket } from './lost-packet.ts'
import type { KernelDevice, KernelNeighbour, PlaceKernel } from './place-kernel.ts'

/** All that is known of a loss: what the place's kernel says, and what the rest of the lab has. */
export interface LossFacts {
  readonly place: string
  readonly packet: LostPacket
  readonly kernel: PlaceKernel
  /** What the place had counted before the traffic, where that was asked. */
  readonly before?: Readonly<Record<string, number>>
  readonly lab: LabView
}

/** What a lab has, as far as it tells what is wrong at one of its places. */
export interface LabView {
  /** Devices and neighbours of nodes, gateways, hosts and bridges, the place itself among them. */
  readonly places: Readonly<Record<string, PlaceView>>
  readonly links: readonly (readonly [LinkEnd, LinkEnd])[]
  /** Networks of pods, with the place that they are routed to. */
  readonly blocks: readonly { readonly node: string; readonly cidr: string }[]
  /** Whether what goes from node to node may be in a tunnel. */
  readonly hasTunnel: boolean
  readonly vxlanPort: number
  /** BGP's sessions of nodes and gateways; empty where nobody speaks it. */
  readonly sessions: readonly BgpSession[]
}

/** What is looked at everywhere. */
export interface PlaceView {
  readonly devices: readonly KernelDevice[]
  readonly neighbours: readonly KernelNeighbour[]
}

/** One end of a cable. */
export interface LinkEnd {
  readonly place: string
  readonly device: string
}

/** Why packets are lost; `certain` is seen, `likely` would explain it, `possible` is out of order. */
export interface LossCause {
  readonly certainty: 'certain' | 'likely' | 'possible'
  /** Such packets arrive, with another address. */
  readonly rewrites?: 'source' | 'destination'
  /** Begins with the place: `gw0: the nft rule …`. */
  readonly text: string
}

/** Who has an address in the lab. */
export interface Holder {
  readonly place: string
  readonly device: KernelDevice
  /** With its mask. */
  readonly cidr: string
}

/** Everybody who has an address. */
export function holdersOf({ places }: Pick<LabView, 'places'>, address: string): Holder[] {
  return Object.entries(places).flatMap(([place, { devices }]) =>
    devices.flatMap((device) => {
      return device.addresses.filter((cidr) => hostOf(cidr) === address).map((cidr) => ({ place, device, cidr }))
    }),
  )
}

/** `worker2:net0`. */
export function holderName({ place, device }: Holder): string {
  return `${place}:${device.name}`
}

/** An address without its mask. */
export function hostOf(cidr: string): string {
  return cidr.split('/')[0] ?? cidr
}

/** By how much a counter rose; by all that it has where nothing was counted before. */
export function roseBy({ before }: Pick<LossFacts, 'before'>, name: string, now: number | undefined): number {
  return (now ?? 0) - (before?.[name] ?? 0)
}
