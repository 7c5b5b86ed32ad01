import { formatTable } from '../output/format-table.ts'
import type { LabComparison, LabDifference } from './compare-labs.ts'

/**
 * A comparison as text for the terminal: a table of the differences, the two labs side by side, and the known ones with
 * their reasons.
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
  const parts = [
    `a: ${a}`,
    `b: ${b}`,
    `${compared} things compared, ${differences.length} differences, ${explained.length} known ones`,
    differences.length > 0 && formatTable(differences.map(rowOf)),
    explained.length > 0 &&
      formatTable(explained.map(({ difference, because }) => ({ ...rowOf(difference), because: because.reason }))),
    unused.length > 0 && `known, and not there: ${unused.map(({ reason }) => reason).join('; ')}`,
    left.length > 0 && `not compared: ${left.join(', ')}`,
  ]
  return parts.filter((part) => part !== false).join('\n')
}

function rowOf({ place, what, key, field, a, b }: LabDifference): Record<string, string | undefined> {
  return { place, what, which: key, field, a: text(a), b: text(b) }
}

function text(value: LabDifference['a']): string | undefined {
  return value === undefined ? undefined : String(value)
}
