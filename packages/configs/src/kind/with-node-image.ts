import { parse, stringify } from 'yaml'
import { parsedParts } from '../document/parsed-parts.ts'
import { isParsed } from '../document/position.ts'
import { isMapping } from '../document/shape.ts'
import type { KindConfig, KindNode } from './config.ts'
import { imageVersion, kubeadmVersion, type KubeadmVersion } from './image-version.ts'

/**
 * A kind configuration with another image on every node. Arguments of the kubelet are written in the form that the kubeadm of the
 * image's version reads; where its tag tells no version, they stay as they are.
 *
 * @example
 * ```ts
 * withNodeImage(calicoIpipCrossSubnet().kind, 'kindest/node:v1.36.0').nodes?.[0]?.image // 'kindest/node:v1.36.0'
 * ```
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function withNodeImage(config: KindConfig, image: string): KindConfig {
  const version = kubeadmVersion(imageVersion(image))
  const nodes: readonly KindNode[] = config.nodes?.length ? config.nodes : [{ role: 'control-plane' }]
  const patched = (patches: readonly string[]): string[] => {
    const made = patches.map((patch) => inForm(patch, version))
    // They still ask for the trust that the text's own do.
    if (isParsed(patches)) parsedParts.add(made)
    return made
  }
  return {
    ...config,
    ...(config.kubeadmConfigPatches && { kubeadmConfigPatches: patched(config.kubeadmConfigPatches) }),
    nodes: nodes.map((node) => ({
      ...node,
      image,
      ...(node.kubeadmConfigPatches && { kubeadmConfigPatches: patched(node.kubeadmConfigPatches) }),
    })),
  }
}

function inForm(patch: string, version: KubeadmVersion | undefined): string {
  const value: unknown = parse(patch)
  // A patch that names its version is for that one only.
  if (version === undefined || !isMapping(value) || value['apiVersion'] !== undefined) return patch
  const registration = value['nodeRegistration']
  const args = isMapping(registration) ? registration['kubeletExtraArgs'] : undefined
  if (args === undefined || Array.isArray(args) === (version === 'v1beta4')) return patch
  const kubeletExtraArgs = Array.isArray(args)
    ? Object.fromEntries(args.map(({ name, value: of }: { name: string; value: unknown }) => [name, of]))
    : Object.entries(args as object).map(([name, of]) => ({ name, value: of as unknown }))
  const nodeRegistration = { ...(registration as object), kubeletExtraArgs }
  return stringify({ ...value, nodeRegistration }, { lineWidth: 0 })
}
