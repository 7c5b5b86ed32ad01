import { isParsed } from '../document/position.ts'
import { reviewOf } from '../document/review.ts'
import type { Issue } from '../issue/issue.ts'
import type { KindConfig } from './config.ts'

/**
 * What a kind config that was parsed from a text asks for beyond nodes of its own, where kind makes them: folders of the
 * machine in them, and images that are none of kind's, which run with all rights.
 *
 * @example
 * ```ts
 * const text = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n  image: mine/node:1\n'
 * requestedClusterTrust(parseKindConfig(text))[0]?.message // 'makes a container with mine/node:1'
 * ```
 */
export function requestedClusterTrust(config: KindConfig): readonly Issue[] {
  const review = reviewOf(config, 'kind config')
  for (const [index, node] of (config.nodes ?? []).entries()) {
    if (!isParsed(config) && !isParsed(node)) continue
    const path = ['nodes', index]
    for (const [mount, { hostPath }] of (node.extraMounts ?? []).entries()) {
      review.refuse([...path, 'extraMounts', mount], `mounts ${String(hostPath)}`)
    }
    const { image } = node
    if (image !== undefined && !/^(?:docker\.io\/)?kindest\/node[:@]/.test(image))
      review.refuse([...path, 'image'], `makes a container with ${image}`)
  }
  return review.issues
}
