import type { Encapsulation } from '../../flow/encapsulation.ts'
import type { PathDecision } from '../../path/prediction.ts'
import type { VirtualDevice, VirtualPlace } from '../network/place.ts'
import { headersOf } from './headers.ts'
import { outermost, overheadOf, type Macs, type PacketUnderWay, type PlainPacket } from './packet.ts'
import type { Walked, WalkedHop } from './walked.ts'

/** The lookup that sends a packet on: what `ip route get` would be asked. */
export type RouteQuestion = NonNullable<WalkedHop['route']>['question']

/** What is said of a hop besides the packet. */
export interface HopDetails {
  readonly route?: WalkedHop['route']
  readonly decisions?: readonly PathDecision[]
  readonly isOrigin?: boolean
}

/** A packet at a device; `raw` is a link without Ethernet. */
export interface Passage {
  readonly place: VirtualPlace
  readonly device: VirtualDevice
  readonly motion: 'in' | 'out'
  readonly under: PacketUnderWay
  readonly link: Macs | 'raw'
}

/** The way of a packet as far as it has come, and how that ends. */
export class Trail {
  readonly #hops: WalkedHop[] = []
  #encapsulation: Encapsulation = 'none'
  #reason: string | undefined
  /** How many endpoints a Service could have chosen from. */
  choices = 1

  get length(): number {
    return this.#hops.length
  }

  /** The packet passes a device; what no tap can show is left out. */
  add({ place, device, motion, under, link }: Passage, details: HopDetails, checkedBy: WalkedHop['checkedBy']): void {
    if (place.isHidden) return
    const { route, decisions = [], isOrigin = false } = details
    const sender = outermost(under).source
    this.#hops.push({
      tap: `${place.name}:${device.name}`,
      place: place.name,
      device: device.name,
      motion,
      headers: headersOf(under, link),
      mtuBytes: device.mtuBytes,
      ...(route && { route }),
      decisions,
      overheadBytes: overheadOf(under),
      checkedBy,
      isOrigin,
      sender,
      mayFragment: under.envelope !== undefined && !under.envelope.dontFragment && !sender.includes(':'),
      isTunnelled: under.envelope !== undefined,
    })
  }

  /** The packet enters a tunnel; the first one is what the underlay carries it by. */
  enter(tunnel: Encapsulation): void {
    if (this.#encapsulation === 'none') this.#encapsulation = tunnel
  }

  /** Why a node has encapsulated the packet, or has not; the first reason counts. */
  because(reason: string): void {
    this.#reason ??= reason
  }

  lost(at: string, reason: string): Walked {
    return { ...this.#walked(), lost: { at, reason } }
  }

  arrived(place: string, packet: PlainPacket): Walked {
    return { ...this.#walked(), arrived: { place, packet } }
  }

  #walked(): Walked {
    const reason = this.#reason !== undefined && { reason: this.#reason }
    return { hops: this.#hops, choices: this.choices, encapsulation: this.#encapsulation, ...reason }
  }
}
