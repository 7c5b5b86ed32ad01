import {
  imagesOf,
  parseImageReplacements,
  preferLocalImages,
  replaceImages,
  type KubernetesObject,
} from '@underlay/configs'
import { provideImages } from '../../kind/images.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { awaitPods } from '../../kubernetes/rollout/await-pods.ts'
import { awaitRollout } from '../../kubernetes/rollout/await-rollout.ts'
import type { ApplyOptions } from '../engine.ts'

/** Where objects are applied, and how their images come there. */
export interface ApplySite {
  readonly kubernetes: Kubernetes
  /** Full names of the nodes. */
  readonly nodes: readonly string[]
  readonly say: (line: string) => void
}

/**
 * Brings the images of objects to the nodes, from the local Docker Engine where it has them, applies the objects, and
 * waits until their pods run. Nodes need no way to a registry. `UNDERLAY_IMAGES` replaces images.
 *
 * @throws LabError offline, with every image that is missing.
 * @throws LabTimeoutError with the pods that do not run, and why.
 * @throws the signal's reason when it is aborted.
 */
export async function applyObjects(
  { kubernetes, nodes, say }: ApplySite,
  objects: readonly KubernetesObject[],
  { timeoutMs, offline = false, signal }: ApplyOptions,
): Promise<void> {
  const ending = signal && { signal }
  const replaced = replaceImages(objects, parseImageReplacements(process.env.UNDERLAY_IMAGES ?? ''))
  await provideImages(imagesOf(replaced), nodes, { offline, onProgress: say, ...ending })
  const local = preferLocalImages(replaced)
  await kubernetes.apply(local, ending)
  await awaitRollout(kubernetes, local, { timeoutMs, ...ending })
  await awaitPods(kubernetes, local, { timeoutMs, ...ending })
}
