import type { PredictedHop } from '../../path/prediction.ts'
import type { Encapsulation } from '../../flow/encapsulation.ts'
import type { PlainPacket } from './packet.ts'

/** A hop with what decides how large a packet may be there. */
export interface WalkedHop extends Omit<PredictedHop, 'mtuLeftBytes'> {
  /** What tunnels add to the sender's packet here. */
  readonly overheadBytes: number
  /** Who looks at the size: the kernel that sends the packet on, or a link, which says nothing. */
  readonly checkedBy: 'router' | 'link'
  /** That kernel is where the packet, or the tunnel around it, begins. */
  readonly isOrigin: boolean
  /** Whom an ICMP error of this place goes to. */
  readonly sender: string
  /** The tunnel's packet may be sent in fragments whatever the sender says: VXLAN's over IPv4, where IPIP takes over DF. */
  readonly mayFragment: boolean
  readonly isTunnelled: boolean
}

/** What became of a packet. */
export interface Walked {
  readonly hops: readonly WalkedHop[]
  /** How many endpoints a Service could have chosen from; 1 without one. */
  readonly choices: number
  readonly encapsulation: Encapsulation
  /** Why the underlay carries it so; undefined where no node had to decide. */
  readonly reason?: string
  readonly lost?: { readonly at: string; readonly reason: string }
  /** Where it arrived, and as what. */
  readonly arrived?: { readonly place: string; readonly packet: PlainPacket }
}
