import type { FactKind } from './fact.ts'
import { isKnown, type KnownDifference } from './known-difference.ts'
import { labFacts } from './lab-facts.ts'
import { pairFacts } from './pair-facts.ts'
import type { LabSnapshot, SnapshotValue } from './snapshot.ts'

/** Something in which two labs differ. */
export interface LabDifference {
  /** Where: `worker2`, `pod/app@worker2`, `gw0:eth1`; `lab` for nodes and pods themselves. */
  readonly place: string
  readonly what: FactKind
  /** Which one: `vxlan.calico`, `block of worker3`, `cross: echo request →`. */
  readonly key: string
  /** Which of its fields; `undefined` when one lab has it and the other has not. */
  readonly field: string | undefined
  /** What each lab has, in roles; `undefined` for nothing. */
  readonly a: SnapshotValue | undefined
  readonly b: SnapshotValue | undefined
}

/** What came of holding one lab against another. */
export interface LabComparison {
  /** What the two labs are, as {@link LabSnapshot} has it in `origin`. */
  readonly a: string
  readonly b: string
  /** The differences that nobody has explained; empty when the labs are alike. */
  readonly differences: readonly LabDifference[]
  /** Those that `known` explains. */
  readonly explained: readonly { readonly difference: LabDifference; readonly because: KnownDifference }[]
  /** Explanations of nothing: what they speak of is alike, or is not there any more. */
  readonly unused: readonly KnownDifference[]
  /** How many things both labs were asked for. */
  readonly compared: number
  /** What was looked at in one lab only. */
  readonly notCompared: readonly { readonly scope: string; readonly only: 'a' | 'b' }[]
}

export interface CompareOptions {
  /** Differences that are to be there, each with its reason. */
  readonly known?: readonly KnownDifference[]
  /** Also what has no meaning for where a packet goes: protocols and metrics of routes, learned neighbours, groups. */
  readonly strict?: boolean
}

/**
 * Holds one lab against another by meaning: interfaces, routes, neighbours, forwarding databases, and the packets of
 * flows at each tap.
 *
 * Addresses, MACs and names that come by lot are compared by what they are: the node worker2, the block of worker2, the
 * pod app@worker2, `gw0:eth1`. Times, ids and counters are not compared, nor what was looked at in one lab only.
 *
 * @example
 * const { differences } = compareLabs(await observeLab(modelled), await observeLab(real))
 */
export function compareLabs(
  a: LabSnapshot,
  b: LabSnapshot,
  { known = [], strict = false }: CompareOptions = {},
): LabComparison {
  const [left, right] = [labFacts(a, { strict }), labFacts(b, { strict })]
  const { compared, differences } = pairFacts(left, right)
  const judged = differences.map((difference) => ({
    difference,
    because: known.find((one) => isKnown(one, difference)),
  }))
  const explained = judged.flatMap(({ difference, because }) =>
    because === undefined ? [] : [{ difference, because }],
  )
  const used = new Set(explained.map(({ because }) => because))
  return {
    a: a.origin,
    b: b.origin,
    differences: judged.flatMap(({ difference, because }) => (because === undefined ? [difference] : [])),
    explained,
    unused: known.filter((one) => !used.has(one)),
    compared,
    notCompared: [...onlyIn('a', left.scopes, right.scopes), ...onlyIn('b', right.scopes, left.scopes)],
  }
}

function onlyIn<const Side>(
  only: Side,
  scopes: ReadonlySet<string>,
  others: ReadonlySet<string>,
): { readonly scope: string; readonly only: Side }[] {
  return [...scopes].filter((scope) => !others.has(scope)).map((scope) => ({ scope, only }))
}
