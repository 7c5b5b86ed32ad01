import { LabStateError } from '../../errors.ts'
import { awaitMaker, beingMade } from '../../lab/why-another.ts'
import { isRunning } from '../../process/process-identity.ts'
import type { KindLab } from './record.ts'

/** The number of another living process whose making of a lab has begun and not ended; `undefined` where none has. */
export function makerOf({ containers, kept, creator }: KindLab): number | undefined {
  const ended = containers !== undefined || kept === true || creator.pid === process.pid || !isRunning(creator)
  return ended ? undefined : creator.pid
}

/**
 * Refuses a lab whose making another living process has begun and not ended. The lock alone does not tell: abstract
 * names are those of a network namespace.
 *
 * @throws LabStateError when it is.
 */
export function refuseBeingMade(record: KindLab): void {
  const maker = makerOf(record)
  if (maker === undefined) return
  throw new LabStateError(beingMade(record.name, maker), awaitMaker(record.name))
}
