import { localImages, pullImage } from '../docker/local-images.ts'
import { LabError } from '../errors.ts'
import { loadImages, type LoadOptions } from './load-images.ts'
import { nodeImages } from './node-images.ts'
import { planImages, type ImagePlan } from './plan-images.ts'

/** Images that nodes are to have before they lose their way out. */
export interface ImageOptions extends LoadOptions {
  /** Pulls nothing, and refuses at once when something is missing; default false. */
  readonly offline?: boolean
}

/**
 * Brings images to kind nodes: what a node lacks is loaded from the Docker Engine, and pulled there once if need be.
 *
 * Nodes that have all of them cost one look. Gives what was done.
 *
 * @throws LabError offline, with every image that is missing and the fix, before anything is loaded.
 * @throws EngineError when an image cannot be pulled, or the Docker Engine cannot be reached.
 * @throws CommandError with the node, when it refuses an image.
 * @example
 * ```ts
 * await provideImages(['nginx'], ['lab-worker'], { offline: true })
 * ```
 */
export async function provideImages(
  wanted: readonly string[],
  nodes: readonly string[],
  options: ImageOptions = {},
): Promise<ImagePlan> {
  const { offline = false, onProgress, ...how } = options
  const [onNodes, local] = await Promise.all([nodeImages(nodes, how), localImages(how)])
  const plan = planImages({ wanted, onNodes, local, offline })
  requireImages(plan)
  for (const image of plan.pull) {
    onProgress?.(`• Pulling ${image}`)
    await pullImage(image, onProgress, how)
  }
  await loadImages(plan.load, options)
  return plan
}

/**
 * Refuses a plan for which images are missing.
 *
 * @throws LabError with every missing image, and the fix.
 * @example
 * ```ts
 * requireImages({ load: [], pull: [], missing: [] })
 * ```
 */
function requireImages({ missing }: ImagePlan): void {
  if (missing.length === 0) return
  const pulls = missing.map((image) => `docker pull ${image}`).join(' && ')
  throw new LabError(
    `offline, and these images are neither on the nodes nor in Docker: ${missing.join(', ')}`,
    `${pulls}   (on a machine with network, then docker save, and docker load here; or UNDERLAY_IMAGES=<image>=<one that is here>)`,
  )
}
