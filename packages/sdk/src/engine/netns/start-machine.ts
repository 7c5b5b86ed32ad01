import type { KernelNeed } from '@underlay/configs'
import { publicToolsImage } from '../../docker/lab-tools.ts'
import { imageExists, pullImage } from '../../docker/local-images.ts'
import { EngineError, LabError } from '../../errors.ts'
import { chooseHost, type HostChoice, type HostName } from '../../host/choose-host.ts'
import type { Connection } from '../../host/connection.ts'
import { startSupervisor } from '../../host/supervisor/start.ts'

/** What carries a lab, as it was asked for. */
export interface PlaceWishes {
  readonly host: HostName
  /** What the lab's kernel must be able to make, everything where nothing is known. */
  readonly needs: readonly KernelNeed[]
  readonly say: (line: string) => void
  /** Of host docker. */
  readonly toolsImage?: string
  readonly offline?: boolean
  /** Ends the making, and what was made. */
  readonly signal?: AbortSignal
}

/** Where a lab starts. */
export interface Place {
  readonly choice: HostChoice
  /** Of host docker. */
  readonly image?: string
}

/**
 * Chooses what carries a lab, and gets its image; nothing is started.
 *
 * @throws LabError and its kinds when nothing can.
 */
export async function choosePlace(options: PlaceWishes): Promise<Place> {
  const choice = await chooseHost(options.host, options.needs, options.say)
  return choice === 'docker' ? { choice, image: await toolsImage(options) } : { choice }
}

/** Starts the machine of a lab there; where a local one was chosen and does not start, in a microVM. */
export async function startAt(
  name: string,
  { choice, image }: Place,
  { host, say, signal }: PlaceWishes,
): Promise<Connection> {
  try {
    return await startSupervisor(name, choice, {
      say,
      ...(signal && { signal }),
      ...(image !== undefined && { image }),
    })
  } catch (error) {
    // What was tried is less than a lab: a container may hide parts of /proc, say.
    if (host !== 'auto' || choice !== 'local' || !(error instanceof EngineError)) throw error
    say(`host microvm: ${error.message.split('\n')[0]}`)
    return startSupervisor(name, 'microvm', { say, ...(signal && { signal }) })
  }
}

async function toolsImage({ toolsImage: asked, offline = false, say, signal }: PlaceWishes): Promise<string> {
  const image = asked ?? (process.env.UNDERLAY_TOOLS_IMAGE || publicToolsImage)
  if (await imageExists(image, signal && { signal })) return image
  if (offline) throw new LabError(`the image ${image} is not there, and offline`, `docker pull ${image}`)
  say(`pulling ${image}`)
  await pullImage(image, say, signal && { signal })
  return image
}
