import { mappingsAt, textAt, valueAt } from '../../document/value-at.ts'
import { parseImageName } from '../../workload/image-name.ts'
import type { KubernetesObject } from '../../workload/manifest.ts'
import type { PodContainer } from '../../workload/pod-containers.ts'
import { podContainers } from '../../workload/pod-containers.ts'

/** What is looked for, in words, for the one whose manifest has none. */
export const CALICO_NODE_SOUGHT =
  "no DaemonSet has a container that runs calico-node (an image calico/node, or one called …node with FELIX_*, CALICO_IPV4POOL_* or CLUSTER_TYPE in its env, or start_runit or calico-node in its command); use Calico's manifests/calico.yaml, not the operator's"

const ONLY_ITS_OWN = /^(?:FELIX_\w+|CALICO_IPV4POOL_\w+|CLUSTER_TYPE)$/

/** Finds the containers that run calico-node by what they run, wherever they stand; an init container never does. */
export function findCalicoNodes(objects: readonly KubernetesObject[]): readonly PodContainer[] {
  return podContainers(objects).filter(
    ({ document, init, container, image = '' }) =>
      !init && objects[document]?.kind === 'DaemonSet' && runsCalicoNode(container, image),
  )
}

function runsCalicoNode(container: PodContainer['container'], image: string): boolean {
  const { repository } = parseImageName(image)
  if (/(?:^|\/)calico\/node$/.test(repository)) return true
  if (!/(?:^|[/._-])node$/.test(repository)) return false
  const names = mappingsAt(container, ['env']).map((entry) => textAt(entry, ['name']) ?? '')
  return names.some((name) => ONLY_ITS_OWN.test(name)) || commandOf(container).some((word) => startsCalicoNode(word))
}

function startsCalicoNode(word: string): boolean {
  return /(?:^|\/)(?:start_runit|calico-node)$/.test(word)
}

function commandOf(container: PodContainer['container']): readonly string[] {
  return ['command', 'args'].flatMap((key) => {
    const words = valueAt(container, [key])
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : []
  })
}
