import type { Aligned } from './align.ts'
import type { Identities } from './identities.ts'
import type { Drawn } from './sanitize.ts'
import { rowKey, type TableRow } from './table-row.ts'

/** The rows of two sets side by side: those that mean the same, then those of the same name, then what is left. */
export function pairSet(
  recorded: readonly TableRow[],
  ran: readonly TableRow[],
  identities: Identities,
): readonly Aligned<TableRow>[] {
  const left = new Set(ran)
  const counterparts = new Map<TableRow, TableRow>()
  const pairBy = (isCounterpart: (one: TableRow, other: TableRow) => boolean): void => {
    for (const one of recorded) {
      if (counterparts.has(one)) continue
      const other = [...left].find((candidate) => isCounterpart(one, candidate))
      if (other === undefined) continue
      counterparts.set(one, other)
      left.delete(other)
    }
  }
  pairBy((one, other) => rowKey(one) === rowKey(other) && identities.agree(drawnOf(one), drawnOf(other)))
  pairBy((one, other) => rowKey(one) === rowKey(other))
  pairBy((one, other) => one.label === other.label)
  return [
    ...recorded.map((one) => {
      const other = counterparts.get(one)
      return { recorded: one, ...(other !== undefined && { ran: other }) }
    }),
    ...[...left].map((other) => ({ ran: other })),
  ]
}

function drawnOf({ cells }: TableRow): readonly Drawn[] {
  return cells.flatMap(({ drawn }) => drawn)
}
