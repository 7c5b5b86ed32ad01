import { docker, type DockerOptions } from '../docker/docker.ts'
import { LabError, type CommandError } from '../errors.ts'
import type { ImagePlan } from './plan-images.ts'
import { pourImages } from './pour-images.ts'
import { snapshotterOf } from './snapshotter.ts'

/** How images are loaded. */
export interface LoadOptions extends DockerOptions {
  /** Told what begins and what is done, one line each. */
  readonly onProgress?: (line: string) => void
}

/**
 * Loads images of the Docker Engine into the containerd of kind nodes: each set of nodes gets what it lacks in one
 * stream, all its nodes at the same time.
 *
 * @throws LabError for an image by digest, whose name no archive keeps.
 * @throws CommandError with the node, when it refuses an image, or when an image cannot be saved.
 * @throws EngineError when the Docker Engine cannot be reached.
 * @throws LabTimeoutError when one stream takes longer than `timeoutMs`, default 600000.
 * @example
 * ```ts
 * await loadImages([{ image: 'nginx', nodes: ['lab-worker', 'lab-worker2'] }])
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/cluster/nodeutils/util.go
 */
export async function loadImages(load: ImagePlan['load'], options: LoadOptions = {}): Promise<void> {
  const { onProgress, ...how } = options
  const byDigest = load.filter(({ image }) => image.includes('@')).map(({ image }) => image)
  if (byDigest.length > 0)
    throw new LabError(
      `docker save keeps no digest, so these images cannot be loaded into nodes: ${byDigest.join(', ')}`,
      'name them by their tags',
    )
  for (const { images, nodes } of groups(load)) {
    const what = `${images.join(', ')} into ${nodes.join(', ')}`
    onProgress?.(`• Loading ${what}`)
    const startMs = performance.now()
    await loadGroup(images, nodes, how)
    onProgress?.(`✓ Loaded ${what} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`)
  }
}

function groups(load: ImagePlan['load']): readonly { images: readonly string[]; nodes: readonly string[] }[] {
  const byNodes = Map.groupBy(load, ({ nodes }) => JSON.stringify([...nodes].sort()))
  return [...byNodes.values()].map((group) => ({
    images: group.map(({ image }) => image),
    nodes: group[0]?.nodes ?? [],
  }))
}

async function loadGroup(images: readonly string[], nodes: readonly string[], how: DockerOptions): Promise<void> {
  const snapshotters = await Promise.all(nodes.map((node) => snapshotter(node, how)))
  const importers = (platform: string, to: readonly string[]) =>
    to.map((node) => ({ node, argv: importArguments(node, platform, snapshotters[nodes.indexOf(node)] ?? '') }))
  const failed = await pourImages(images, importers('--all-platforms', nodes), how)
  throwFirst([...failed.values()].filter((error) => !isPartial(error)))
  if (failed.size === 0) return
  const again = [...failed.keys()]
  for (const image of images) {
    const platform = await docker(['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', '--', image], how)
    throwFirst([...(await pourImages([image], importers(`--platform=${platform.trim()}`, again), how)).values()])
  }
}

function importArguments(node: string, platform: string, snapshotter: string): readonly string[] {
  const ctr = ['ctr', '--namespace=k8s.io', 'images', 'import', platform, '--digests', `--snapshotter=${snapshotter}`]
  return ['docker', 'exec', '--interactive', '--privileged', '--', node, ...ctr, '-']
}

async function snapshotter(node: string, how: DockerOptions): Promise<string> {
  return snapshotterOf(await docker(['exec', '--', node, 'containerd', 'config', 'dump'], how))
}

// Docker's containerd image store saves an index of all platforms with the content of one (kind#3795).
function isPartial({ stderr }: CommandError): boolean {
  return /content digest .*: not found/.test(stderr)
}

function throwFirst([first]: readonly Error[]): void {
  if (first !== undefined) throw first
}
