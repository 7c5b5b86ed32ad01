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
    // A node that was copied, as with another image, still has the lists of the text.
    const isPartForeign = (part: unknown): boolean => isForeign(node) || isParsed(part)
    reviewKubeadm(review, path, node, isPartForeign)
    reviewLists(review, path, node, isPartForeign)
    if (isForeign(node)) reviewContainer(review, path, node)
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
  for (const [index, edit] of edits.entries()) {
    if (isForeign(edits) || isForeign(edit))
      review.refuse([...path, 'kubeadmConfigPatchesJSON6902', index], 'changes what kubeadm starts')
  }
}

function reviewLists(review: Review, path: Path, node: KindNode, isForeign: (part: unknown) => boolean): void {
  const { extraMounts: mounts = [], extraPortMappings: ports = [] } = node
  for (const [index, mount] of mounts.entries()) {
    if (isForeign(mounts) || isForeign(mount))
      review.refuse([...path, 'extraMounts', index], `mounts ${String(mount.hostPath)}`)
  }
  for (const [index, port] of ports.entries()) {
    const { listenAddress } = port
    const where = typeof listenAddress === 'string' && listenAddress !== '' ? listenAddress : 'all addresses'
    if ((isForeign(ports) || isForeign(port)) && !isLoopback(where))
      review.refuse([...path, 'extraPortMappings', index], `listens on ${where}`)
  }
}

function reviewContainer(review: Review, path: Path, { gpus, image }: KindNode): void {
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
