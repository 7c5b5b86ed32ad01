import { parseImageName } from '../../workload/image-name.ts'
import type { KubernetesObject } from '../../workload/manifest.ts'
import { findCalicoNodes } from './find-node.ts'

/**
 * Finds Calico's version in its manifest: what the tag of calico-node's image begins with, or undefined when the image has no such tag.
 *
 * @example
 * ```ts
 * calicoVersionOf([daemonSet('calico-node', { image: 'quay.io/calico/node:v3.32.1' })]) // 'v3.32.1'
 * ```
 */
export function calicoVersionOf(objects: readonly KubernetesObject[]): string | undefined {
  for (const { image = '' } of findCalicoNodes(objects)) {
    const [version] = /^v?\d+\.\d+(?:\.\d+)?/.exec(parseImageName(image).tag ?? '') ?? []
    if (version !== undefined) return version
  }
  return undefined
}
