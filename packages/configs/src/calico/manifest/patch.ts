import type { ManifestReview } from '../../cni/manifest-review.ts'
import { reviewManifest } from '../../cni/manifest-review.ts'
import type { Edit } from '../../document/edit.ts'
import type { KubernetesObject } from '../../workload/manifest.ts'
import type { PodContainer } from '../../workload/pod-containers.ts'
import { podContainers } from '../../workload/pod-containers.ts'
import type { CalicoSettings } from '../settings.ts'
import { birdProbes } from './bird-probes.ts'
import { CALICO_NODE_SOUGHT, findCalicoNodes } from './find-node.ts'
import { backendEnv, nodeEnv, podMtuEnv, tunnelMtuEnv } from './node-env.ts'
import { checkCalicoManifestOptions, type CalicoManifestOptions } from './check-options.ts'
import { calicoRegistry } from './registry.ts'
import { setEnv } from './set-env.ts'

/**
 * Changes the objects of Calico's manifest (`manifests/calico.yaml`, any version) as settings say; the given objects stay as they are.
 *
 * Set are calico-node's pool, autodetection and AS number, the MTU, the registry, and with VXLAN a backend and probes without BIRD. The containers are found by what
 * they run. What calico-node reads from a ConfigMap is changed there.
 *
 * @throws {@link TopologyError} with every mistake at once: no container that runs calico-node, a variable to set that has a `valueFrom`, a ConfigMap
 * or a key of it that the manifest lacks. Wrong options, and settings that no variable says (several pools, BGP's peers), are refused before.
 * @example
 * ```ts
 * const manifest = [daemonSet('calico-node', { image: 'quay.io/calico/node:v3.32.1' })]
 * const settings = calicoSettings({ ipip: 'CrossSubnet' }, { podSubnet: '10.98.0.0/16' })
 * patchCalicoManifest(manifest, settings, { registry: '192.168.2.100:5000' })
 * ```
 * @see https://docs.tigera.io/calico/latest/reference/configure-calico-node
 */
export function patchCalicoManifest(
  objects: readonly KubernetesObject[],
  settings: CalicoSettings,
  options: CalicoManifestOptions = {},
): KubernetesObject[] {
  checkCalicoManifestOptions(settings, options)
  const manifest = reviewManifest(objects, 'calico manifest')
  const nodes = findCalicoNodes(objects)
  if (nodes.length === 0) manifest.missing(CALICO_NODE_SOUGHT)
  const mtuBytes = options.mtuBytes ?? settings.mtuBytes ?? 0
  return manifest.apply([
    ...nodes.flatMap((node) => nodeEdits(manifest, node, settings, mtuBytes)),
    ...besidesOf(objects, nodes).flatMap((other) => besideEdits(manifest, other, settings, mtuBytes)),
    ...(options.registry === undefined ? [] : calicoRegistry(objects, options.registry)),
  ])
}

function nodeEdits(
  manifest: ManifestReview,
  node: PodContainer,
  settings: CalicoSettings,
  mtuBytes: number,
): readonly Edit[] {
  const env = setEnv(manifest, node, [...nodeEnv(settings), backendEnv(settings), ...tunnelMtuEnv(mtuBytes)])
  return [...env, ...birdProbes(node, settings.backend === 'bird')]
}

// The init containers install the CNI's plugin and its configuration.
function besideEdits(
  manifest: ManifestReview,
  other: PodContainer,
  settings: CalicoSettings,
  mtuBytes: number,
): readonly Edit[] {
  return setEnv(manifest, other, [{ ...backendEnv(settings), isDefault: true }, podMtuEnv(mtuBytes)])
}

function besidesOf(objects: readonly KubernetesObject[], nodes: readonly PodContainer[]): readonly PodContainer[] {
  const documents = new Set(nodes.map(({ document }) => document))
  const own = new Set(nodes.map(({ container }) => container))
  return podContainers(objects).filter(({ document, container }) => documents.has(document) && !own.has(container))
}
