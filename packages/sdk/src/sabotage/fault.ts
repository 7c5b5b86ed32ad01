import type { Verdict } from '@underlay/evidence'
import type { FaultSite } from './site.ts'

/** Undoes what a fault did; safe to call twice. */
export type TakeBack = () => Promise<void>

/** The assertions that a fault turns red. */
export type FaultAssertion = 'assertEncap' | 'assertMtu' | 'assertPath' | 'assertReachable'

/** Something that goes wrong in real clusters, as it can be done to a running lab. */
export interface Fault {
  /** `mtu-hole`. */
  readonly name: string
  /** A few words for a list. */
  readonly title: string
  /** What is changed in the lab. */
  readonly does: string
  /** What a user of the cluster sees of it. */
  readonly symptom: string
  /** Threads of users who met it, where some are known: `calico#8953`. */
  readonly knownFrom: readonly string[]
  /** What a lab must have for it: a tunnel of this kind, or BGP between its nodes. */
  readonly needs?: 'ipip' | 'vxlan' | 'bgp'
  /** The step that repairs it when it is run again; without one the lines of {@link AppliedChange.undo} do. */
  readonly repairedBy?: 'installCalico' | 'attachClabFabric'
  /** Which assertion fails. */
  readonly assertion: FaultAssertion
  /** What its message then says, among other things: the cause. */
  readonly cause: RegExp
  /** Changes the lab. */
  readonly apply: (site: FaultSite) => Promise<AppliedChange>
  /** Runs the assertion: it passes before the fault and after, and fails with it. */
  readonly check: (site: FaultSite) => Promise<Verdict>
}

/** What a fault changed. */
export interface AppliedChange {
  /** The changes, as one would type them: `gw0: nft add table ip …`; without a place, a function of the SDK. */
  readonly changes: readonly string[]
  /** The same for what takes them back, for whom a script has left with them. */
  readonly undo: readonly string[]
  readonly takeBack: TakeBack
}
