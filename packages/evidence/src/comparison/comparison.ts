import type { FieldValue } from '@underlay/packet'
import type { FlowPacket } from '../flow/flow-packet.ts'

/** One field that changed on the way from one tap to the other. */
export interface FieldDifference {
  /** Wireshark's name with its layer operator: `ip.ttl#1` is the outermost IP header's; `encapsulation` for a tunnel that began or ended. */
  readonly field: string
  /** `inner` from the innermost IP header on, `outer` for what is around it, link headers included. */
  readonly part: 'outer' | 'inner'
  readonly before: FieldValue
  readonly after: FieldValue
}

/** The same packet at both taps, in the order in which it passed them. */
export interface PacketPair {
  readonly before: FlowPacket
  readonly after: FlowPacket
  /** What changed; checksums are left out, they follow from the rest and depend on offload. */
  readonly differences: readonly FieldDifference[]
}

/** What happened to a flow between two taps. */
export interface Comparison {
  /** In the order in which a packet from `from` passes them. */
  readonly taps: readonly [string, string]
  readonly pairs: readonly PacketPair[]
  /** Packets of the flow that the other tap did not see. */
  readonly unpaired: readonly FlowPacket[]
  /** Names of all fields that changed in any pair, sorted. */
  readonly changedFields: readonly string[]
  /** Whether no pair changed from the innermost IP header on. */
  readonly innerUntouched: boolean
  /** By how much the TTL changed in every pair: −1 behind one router; absent where pairs differ or there is no outer. */
  readonly ttlSteps: { readonly outer?: number; readonly inner?: number }
  /** One line: `gw0:eth1 → gw0:eth2  16 packets  outer ttl −1, inner untouched`. */
  readonly summary: string
}
