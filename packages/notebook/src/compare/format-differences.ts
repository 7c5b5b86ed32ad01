import type { RunDifference } from './run-difference.ts'
import { harmless } from '../markup/harmless.ts'

/**
 * Differences for people: under the place and title of its cell each with both values, one above the other. Control
 * characters of an output are shown, not obeyed.
 *
 * @returns lines without a line feed at the end; empty where there are none
 * @example
 * ```ts
 * console.error(formatDifferences(compareRuns(recorded, ran)))
 * // 05-check-routes.mts:31  The routes of the control plane
 * //   stdout, line 6
 * //     recorded  10.98.193.192/26 via 10.1.8.10 dev tunl0 onlink
 * //     ran       10.98.193.192/26 via 10.1.8.10 dev net0
 * ```
 */
export function formatDifferences(differences: readonly RunDifference[]): string {
  if (differences.length === 0) return ''
  const cells = Map.groupBy(differences, headOf)
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`
  return [
    ...[...cells].flatMap(([head, ofCell]) => [head, ...ofCell.flatMap(describe)]),
    `${count} in ${cells.size} ${cells.size === 1 ? 'cell' : 'cells'}`,
  ].join('\n')
}

function headOf({ notebook, line, cell }: RunDifference): string {
  return harmless([`${notebook}:${line}`, cell?.title || cell?.id || 'the whole run'].join('  '))
}

function describe({ where, recorded, ran, note }: RunDifference): readonly string[] {
  return [
    `  ${harmless(where)}`,
    ...(recorded === undefined && ran === undefined
      ? []
      : [`    recorded  ${said(recorded)}`, `    ran       ${said(ran)}`]),
    ...(note === undefined ? [] : [`    ${harmless(note)}`]),
  ]
}

/** Lines after the first one stand below it. */
function said(value: string | undefined): string {
  if (value === undefined) return '(nothing)'
  return value
    .split('\n')
    .map(harmless)
    .join(`\n${' '.repeat(14)}`)
}
