import { compareRuns, type CellOutput, type RunDifference } from '../../src/index.ts'
import { code, record, stdout } from '../records.ts'

/** What a comparison finds in the outputs of one cell. */
export function compareOutputs(recorded: readonly CellOutput[], ran: readonly CellOutput[]): readonly RunDifference[] {
  return compareRuns(record([code('a', recorded)]), record([code('a', ran)]))
}

/** The same of what was printed, shortened to place, recorded and ran. */
export function compareTexts(recorded: string, ran: string): readonly (readonly (string | undefined)[])[] {
  return compareOutputs([stdout(recorded)], [stdout(ran)]).map(({ where, recorded, ran, note }) => [
    where,
    recorded,
    ran,
    ...(note === undefined ? [] : [note]),
  ])
}
