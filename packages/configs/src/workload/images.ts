import { applyEdits } from '../document/edit.ts'
import { fullImageName, imageSuffix, parseImageName } from './image-name.ts'
import type { KubernetesObject } from './manifest.ts'
import { podContainers } from './pod-containers.ts'

/**
 * Lists every image that the pods of Kubernetes objects run, init containers included: sorted, each once, as written.
 *
 * Read are Pods, DaemonSets, Deployments, StatefulSets, ReplicaSets, ReplicationControllers, Jobs and CronJobs; all other objects run nothing.
 *
 * @example
 * ```ts
 * imagesOf([daemonSet('app', { image: 'nginx:1.27' })]) // ['nginx:1.27']
 * ```
 */
export function imagesOf(objects: readonly KubernetesObject[]): readonly string[] {
  const images = podContainers(objects).flatMap(({ image }) => (image === undefined ? [] : [image]))
  return [...new Set(images)].sort()
}

/**
 * Replaces images in Kubernetes objects; the given ones stay as they are.
 *
 * A key with a tag or a digest replaces exactly that image; one without replaces the repository with every tag, and where its value has no tag either,
 * the image keeps its own. Keys mean what Docker means: `nginx` is `docker.io/library/nginx`. The exact one wins.
 *
 * @example
 * ```ts
 * imagesOf(replaceImages([daemonSet('app', { image: 'nginx:1.27' })], { nginx: 'localhost/nginx' })) // ['localhost/nginx:1.27']
 * ```
 */
export function replaceImages(
  objects: readonly KubernetesObject[],
  replacements: Readonly<Record<string, string>>,
): KubernetesObject[] {
  const byName = new Map(Object.entries(replacements).map(([from, to]) => [fullImageName(from), to]))
  const edits = podContainers(objects).flatMap(({ document, path, image }) => {
    const value = image === undefined ? undefined : replacementOf(image, byName)
    return value === undefined ? [] : [{ document, path: [...path, 'image'], value }]
  })
  return applyEdits(objects, edits)
}

function replacementOf(image: string, byName: ReadonlyMap<string, string>): string | undefined {
  const exact = byName.get(fullImageName(image))
  if (exact !== undefined) return exact
  const { registry, repository, tag, digest } = parseImageName(image)
  const other = byName.get(`${registry}/${repository}`)
  return other !== undefined && imageSuffix(parseImageName(other)) === '' ? other + imageSuffix({ tag, digest }) : other
}

/**
 * Lets the kubelet use images that the nodes have: containers that say nothing get `imagePullPolicy: IfNotPresent`, where Kubernetes
 * would pull the tag `latest` each time.
 *
 * @example
 * ```ts
 * preferLocalImages([daemonSet('app', { image: 'localhost/nettool:latest' })])
 * ```
 * @see https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
 */
export function preferLocalImages(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const silent = podContainers(objects).filter(({ container }) => container.imagePullPolicy === undefined)
  const edits = silent.map(({ document, path }) => ({
    document,
    path: [...path, 'imagePullPolicy'],
    value: 'IfNotPresent',
  }))
  return applyEdits(objects, edits)
}
