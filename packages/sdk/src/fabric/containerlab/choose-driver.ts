import { LabError, LabStateError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { toolMissing } from '../../process/tool-missing.ts'
import type { ClabHolder } from './attach-fabric.ts'
import type { FabricDriver, FabricDriverChoice } from './driver.ts'
import { findContainerlab, type FoundContainerlab } from './find-containerlab.ts'
import { whyElsewhere } from './why-elsewhere.ts'

/** What the choice of a driver depends on. */
export interface DriverSite {
  readonly host: Host
  /** What has wired the lab's fabric already, or has begun to; a lab has one driver. */
  readonly wiredBy: FabricDriver | undefined
  readonly say: (line: string) => void
  /** Default {@link findContainerlab}. */
  readonly find?: () => Promise<FoundContainerlab | undefined>
}

/** What has wired a lab's fabric, or has begun to; `undefined` while nothing has. */
export function wiredBy({ fabric, attaching, driver }: Partial<ClabHolder>): FabricDriver | undefined {
  return fabric === undefined && attaching === undefined ? undefined : (driver ?? 'built-in')
}

const choices: readonly FabricDriverChoice[] = ['auto', 'containerlab', 'built-in']

/**
 * The driver to wire a fabric with. `auto` keeps to what has wired it already; else it takes containerlab when the binary
 * is there and works, and says so; a binary that does not work is said, with the reason.
 *
 * @throws LabError when there is no such driver, or containerlab is asked for and does not work here.
 * @throws ToolMissingError when containerlab is needed and not there; with the install line.
 * @throws LabStateError when another driver has wired the fabric.
 */
export async function chooseDriver(asked: FabricDriverChoice, site: DriverSite): Promise<FabricDriver> {
  const { host, wiredBy, say, find = findContainerlab } = site
  if (!choices.includes(asked)) throw new LabError(`there is no driver ${asked}`, `one of ${choices.join(', ')}`)
  if (wiredBy !== undefined && asked !== 'auto' && asked !== wiredBy) {
    const fix = `attach with driver: '${wiredBy}', or destroy the lab and build it again`
    throw new LabStateError(`this lab's fabric is wired by the ${wiredBy} driver`, fix)
  }
  const wanted = wiredBy ?? asked
  if (wanted === 'built-in') return 'built-in'
  const found = await find()
  if (found === undefined) {
    if (wanted === 'containerlab') throw toolMissing('containerlab')
    return 'built-in'
  }
  const elsewhere = found.works ? await whyElsewhere(host) : undefined
  const problem = found.works ? elsewhere : found.reason
  if (problem === undefined) {
    if (wanted === 'auto' && found.works)
      say(`fabric: containerlab ${found.version} (driver: 'built-in' for the other)`)
    return 'containerlab'
  }
  if (wanted === 'auto') {
    say(`fabric: the built-in wiring, as containerlab does not work here: ${problem}`)
    return 'built-in'
  }
  const fix = found.works ? "run on Docker's machine itself, or driver: 'built-in'" : found.fix
  throw new LabError(`containerlab does not work here: ${problem}`, fix)
}
