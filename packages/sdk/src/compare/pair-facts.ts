import type { LabDifference } from './compare-labs.ts'
import type { Fact } from './fact.ts'
import type { LabFacts } from './lab-facts.ts'

/** Pairs the facts of two labs, and finds what one has and the other has not, or has otherwise. */
export function pairFacts(a: LabFacts, b: LabFacts): { compared: number; differences: LabDifference[] } {
  const [left, right] = [keyed(a, b.scopes), keyed(b, a.scopes)]
  const keys = [...new Set([...left.keys(), ...right.keys()])]
  const differences = keys.flatMap((key) => differ(left.get(key), right.get(key)))
  return { compared: keys.length, differences }
}

/** Facts by what they are, without those that the other lab was not asked for; several of one name are counted. */
function keyed({ facts }: LabFacts, scopes: ReadonlySet<string>): ReadonlyMap<string, Fact> {
  const asked = facts.filter(({ scope }) => scopes.has(scope))
  const groups = Map.groupBy(asked, ({ place, scope, what, key }) => JSON.stringify([place, scope, what, key]))
  const counted = [...groups].flatMap(([name, group]) =>
    // The next hops of one route have no order.
    group
      .toSorted((a, b) => describe(a).localeCompare(describe(b)))
      .map((fact, index): [string, Fact] =>
        index === 0 ? [name, fact] : [`${name} ${index}`, { ...fact, key: `${fact.key} #${index + 1}` }],
      ),
  )
  return new Map(counted)
}

function differ(a: Fact | undefined, b: Fact | undefined): LabDifference[] {
  const one = a ?? b
  if (one === undefined) return []
  const { place, what, key } = one
  if (a === undefined || b === undefined) {
    if (one.passing) return []
    return [{ place, what, key, field: undefined, a: a && describe(a), b: b && describe(b) }]
  }
  // A packet with other headers has other fields: that it has them says it all.
  const all = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])]
  const names = a.fields['protocols'] === b.fields['protocols'] ? all : ['protocols']
  return names
    .filter((name) => a.fields[name] !== b.fields[name])
    .map((field) => ({ place, what, key, field, a: a.fields[field], b: b.fields[field] }))
}

function describe({ fields }: Fact): string {
  const words = Object.entries(fields).map(([name, value]) => `${name} ${value}`)
  return words.join(', ') || 'there'
}
