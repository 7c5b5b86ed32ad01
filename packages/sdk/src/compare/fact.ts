import type { SnapshotValue } from './snapshot.ts'

/** What a fact is about. */
export type FactKind = 'node' | 'pod' | 'interface' | 'route' | 'neighbour' | 'fdb' | 'flow' | 'packet'

/** One thing that a lab has, in roles: two labs are alike when they have the same facts. */
export interface Fact {
  readonly place: string
  /** What one has to look at to see it, `worker2 IPv4 routes`: where nobody looked, nothing is missing. */
  readonly scope: string
  readonly what: FactKind
  /** Which one of its place. */
  readonly key: string
  readonly fields: Readonly<Record<string, SnapshotValue>>
  /** Depends on what has been sent: it is compared only where both labs have it. */
  readonly passing?: boolean
}
