import { formatTable } from '../output/format-table.ts'
import type { LabComparison, LabDifference } from './compare-labs.ts'

/**
 * A comparison as text for the terminal: a table of the differences, the two labs side by side, and the known ones with
 * their reasons. What is the same at several places is one row; long values are cut.
 *
 * @example
 * echo(formatComparison(compareLabs(a, b)))
 */
export function formatComparison({
  a,
  b,
  differences,
  explained,
  unused,
  compared,
  notCompared,
}: LabComparison): string {
  const left = notCompared.map(({ scope, only }) => `${scope} (only in ${only})`)
  const known = explained.map(({ difference, because }) => ({ ...difference, because: because.reason }))
  const parts = [
    `a: ${a}`,
    `b: ${b}`,
    `${compared} things compared, ${differences.length} differences, ${explained.length} known ones`,
    differences.length > 0 && formatTable(rowsOf(differences)),
    explained.length > 0 && formatTable(rowsOf(known)),
    unused.length > 0 && `known, and not there: ${unused.map(({ reason }) => reason).join('; ')}`,
    left.length > 0 && `not compared: ${left.join(', ')}`,
  ]
  return parts.filter((part) => part !== false).join('\n')
}

type Row = LabDifference & { readonly because?: string }

function rowsOf(differences: readonly Row[]): Record<string, string | undefined>[] {
  const alike = Map.groupBy(differences, (one) => JSON.stringify({ ...one, place: '' }))
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const { what, key, field, a, b, because } = first
    const places = [first, ...others].map(({ place }) => place).join(', ')
    const sides = { a: text(a), b: text(b) }
    return [{ place: places, what, which: key, field, ...sides, ...(because !== undefined && { because }) }]
  })
}

const longest = 48

function text(value: LabDifference['a']): string | undefined {
  if (value === undefined) return undefined
  const whole = String(value)
  return whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole
}
