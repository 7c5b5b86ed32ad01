import type { RunRecord } from '../record/run-record.ts'
import { compareCell, staleText } from './compare-cell.ts'
import { Identities } from './identities.ts'
import { orderChanges, pairCells } from './pair-cells.ts'
import type { RunDifference } from './run-difference.ts'

/**
 * What two runs of a notebook do not have in common, by meaning: what is drawn by lot (MACs, ids, ports, times, paths) may
 * differ, as long as what was the same stays the same; tables are compared by rows and columns. Addresses, TTLs, outcomes,
 * counts of judged packets are compared as they stand, and so are the cells' sources.
 *
 * @param recorded - the run that is the truth
 * @param ran - the run that is to mean the same
 * @returns the differences in the order of the cells; none when both mean the same
 * @example
 * ```ts
 * const differences = compareRuns(recorded, await runNotebook('examples/05-check-routes.mts'))
 * if (differences.length > 0) console.error(formatDifferences(differences))
 * ```
 */
export function compareRuns(recorded: RunRecord, ran: RunRecord): readonly RunDifference[] {
  const { notebook } = ran.metadata.underlay
  const identities = Identities.ofRuns()
  const cells = [
    ...pairCells(recorded.cells, ran.cells).flatMap((pair) => compareCell(pair, notebook, identities)),
    ...orderChanges(recorded.cells, ran.cells, notebook),
  ]
  return [...compareWhole(recorded, ran, cells.length === 0), ...cells]
}

/**
 * Whether two runs are of the same notebook and mean the same: then the older record can stay.
 *
 * @example
 * ```ts
 * if (!sameMeaning(recorded, ran)) await writeRecord(ran)
 * ```
 */
export function sameMeaning(recorded: RunRecord, ran: RunRecord): boolean {
  const [one, other] = [recorded.metadata.underlay, ran.metadata.underlay]
  return (
    one.outcome === other.outcome &&
    one.sourceSha256 === other.sourceSha256 &&
    JSON.stringify(one.args) === JSON.stringify(other.args) &&
    compareRuns(recorded, ran).length === 0
  )
}

/** Kernel, host, date and versions belong to the machine. */
function compareWhole(recorded: RunRecord, ran: RunRecord, isRestEqual: boolean): readonly RunDifference[] {
  const [one, other] = [recorded.metadata.underlay, ran.metadata.underlay]
  const at = { notebook: other.notebook, line: 1 }
  const facts = (['lab', 'engine', 'cni'] as const)
    .filter((fact) => one.place?.[fact] !== other.place?.[fact])
    .map((fact) => ({
      ...at,
      where: `the run’s ${fact}`,
      ...(one.place && { recorded: one.place[fact] }),
      ...(other.place && { ran: other.place[fact] }),
    }))
  // The cells say what changed in the text, but for markers and the comments before the first one.
  const isOtherText = isRestEqual && one.sourceSha256 !== other.sourceSha256
  return isOtherText ? [...facts, { ...at, where: 'the notebook’s text', note: staleText }] : facts
}
