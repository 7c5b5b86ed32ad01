import { LabStateError } from '../../errors.ts'
import { isRunning } from '../../process/process-identity.ts'
import type { KindLab } from './record.ts'

/**
 * Refuses a lab whose making another living process has begun and not ended. The lock alone does not tell: abstract
 * names are those of a network namespace.
 *
 * @throws LabStateError when it is.
 */
export function refuseBeingMade({ name, containers, kept, creator }: KindLab): void {
  if (containers !== undefined || kept === true || creator.pid === process.pid || !isRunning(creator)) return
  throw new LabStateError(
    `the process ${creator.pid} is making the lab ${name}`,
    `wait until it has ended; or underlay down ${name}, or destroyCluster('${name}')`,
  )
}
