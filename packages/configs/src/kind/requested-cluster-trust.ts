import type { Path } from '../document/path.ts'
import { isParsed } from '../document/position.ts'
import { reviewOf, type Review } from '../document/review.ts'
import type { Issue } from '../issue/issue.ts'
import type { KindConfig, KindNode } from './config.ts'
import { isPlainPatch } from './plain-patch.ts'

/**
 * What a kind config that was parsed from a text asks for beyond nodes of its own, where kind makes them: folders of the
 * machine and graphics cards in them, images that are none of kind's, which run with all rights, ports that more than this
 * machine reaches, and patches that change what runs in the nodes.
 *
 * @example
 * ```ts
 * const text = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n  image: mine/node:1\n'
 * requestedClusterTrust(parseKindConfig(text))[0]?.message // 'makes a container with mine/node:1'
 * ```
 */
export function requestedClusterTrust(config: KindConfig): readonly Issue[] {
  const review = reviewOf(config, 'kind config')
  const isForeign = (part: unknown): boolean => isParsed(config) || isParsed(part)
  const { networking, nodes = [] } = config
  const address = networking?.apiServerAddress
  if (address !== undefined && isForeign(networking) && !isLoopback(address))
    review.refuse(['networking', 'apiServerAddress'], `listens on ${address}`)
  for (const key of ['containerdConfigPatches', 'containerdConfigPatchesJSON6902'] as const) {
    if (isForeign(config[key])) refuseEach(review, [key], config[key], "changes the nodes' containerd")
  }
  reviewKubeadm(review, [], config, isForeign)
  for (const [index, node] of nodes.entries()) {
    const path = ['nodes', index]
    reviewKubeadm(review, path, node, (part) => isForeign(node) || isParsed(part))
    if (isForeign(node)) reviewNode(review, path, node)
  }
  return review.issues
}

type Patched = Pick<KindNode, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>

// kubeadm's objects name images, folders and arguments of what runs with all rights.
function reviewKubeadm(review: Review, path: Path, patched: Patched, isForeign: (part: unknown) => boolean): void {
  const { kubeadmConfigPatches: texts = [], kubeadmConfigPatchesJSON6902: edits = [] } = patched
  for (const [index, text] of texts.entries()) {
    if (isForeign(texts) && !isPlainPatch(text))
      review.refuse([...path, 'kubeadmConfigPatches', index], "changes more than a kubelet's address and labels")
  }
  if (isForeign(edits))
    refuseEach(review, [...path, 'kubeadmConfigPatchesJSON6902'], edits, 'changes what kubeadm starts')
}

function reviewNode(review: Review, path: Path, node: KindNode): void {
  for (const [index, { hostPath }] of (node.extraMounts ?? []).entries()) {
    review.refuse([...path, 'extraMounts', index], `mounts ${String(hostPath)}`)
  }
  for (const [index, { listenAddress }] of (node.extraPortMappings ?? []).entries()) {
    const where = typeof listenAddress === 'string' && listenAddress !== '' ? listenAddress : 'all addresses'
    if (!isLoopback(where)) review.refuse([...path, 'extraPortMappings', index], `listens on ${where}`)
  }
  const { gpus, image } = node
  if (gpus !== undefined) review.refuse([...path, 'gpus'], `makes a container with gpus ${gpus}`)
  if (image !== undefined && !/^(?:docker\.io\/)?kindest\/node[:@]/.test(image))
    review.refuse([...path, 'image'], `makes a container with ${image}`)
}

function refuseEach(review: Review, path: Path, list: readonly unknown[] = [], message: string): void {
  for (const index of list.keys()) review.refuse([...path, index], message)
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address)
}
