import type { PathDecision } from '../../path/prediction.ts'
import type { VirtualDevice, VirtualNetwork, VirtualPlace } from '../network/place.ts'
import type { PlainPacket } from './packet.ts'
import { masquerade } from './source-nat.ts'
import { Trail } from './trail.ts'
import { translate, type Translated, type TranslationOptions } from './translate.ts'

/** A packet with what a place makes of its source when it sends it on. */
export interface Sent {
  readonly packet: PlainPacket
  readonly decision?: PathDecision
}

/** What is kept of a packet between one device and the next. */
export class Journey {
  readonly trail = new Trail()
  readonly network: VirtualNetwork
  readonly #options: TranslationOptions
  #pending: PathDecision[] = []
  #marked: string | undefined

  constructor(network: VirtualNetwork, options: TranslationOptions) {
    this.network = network
    this.#options = options
  }

  /** The packet with the addresses that a place routes it by. */
  translated(place: VirtualPlace, plain: PlainPacket): Translated {
    const outcome = translate(place, plain, this.#options)
    this.trail.choices = outcome.choices ?? this.trail.choices
    if (outcome.decision) this.note(outcome.decision)
    this.#marked = outcome.masqueraded ?? this.#marked
    return outcome
  }

  /** The packet as a place sends it on, with another source where it masquerades. */
  sentBy(place: VirtualPlace, device: VirtualDevice, next: string, plain: PlainPacket): Sent {
    const { connections } = this.#options
    const isFirst = connections.isFirst(place.name, plain)
    const changed = isFirst ? masquerade(place, { device, next }, plain, this.#marked) : undefined
    this.#marked = undefined
    if (changed) connections.remember(place.name, plain, changed.packet)
    const { packet } = changed ?? { packet: plain }
    connections.see(place.name, packet)
    return { packet, ...(changed && { decision: changed.decision }) }
  }

  /** Something that was decided, to be told at the next hop. */
  note(decision: PathDecision): void {
    this.#pending.push(decision)
  }

  /** What was decided since the last hop. */
  taken(): readonly PathDecision[] {
    const decisions = this.#pending
    this.#pending = []
    return decisions
  }
}
