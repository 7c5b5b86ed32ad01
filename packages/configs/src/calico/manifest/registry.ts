import type { Edit } from '../../document/edit.ts'
import { imageSuffix, parseImageName } from '../../workload/image-name.ts'
import type { KubernetesObject } from '../../workload/manifest.ts'
import { podContainers } from '../../workload/pod-containers.ts'

const REGISTRY = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9._-]+)*$/

/** What is wrong with a registry, or undefined. */
export function registryFault(registry: string): string | undefined {
  if (registry.length <= 255 && REGISTRY.test(registry)) return undefined
  return `'${registry.slice(0, 80)}' is not a registry; write a host such as quay.io or 192.168.2.100:5000`
}

/** Decides the edits that take all images `calico/*` of a manifest from a registry; repository, tag and digest stay. */
export function calicoRegistry(objects: readonly KubernetesObject[], registry: string): readonly Edit[] {
  return podContainers(objects).flatMap(({ document, path, image }) => {
    if (image === undefined) return []
    const name = parseImageName(image)
    if (!/^calico\/[^/]+$/.test(name.repository)) return []
    return [{ document, path: [...path, 'image'], value: `${registry}/${name.repository}${imageSuffix(name)}` }]
  })
}
