import { imageReference } from '../docker/image-reference.ts'

/** What is to be known before images are brought to nodes. */
export interface ImageQuestion {
  /** Images as manifests name them. */
  readonly wanted: readonly string[]
  /** For each node, the full names of its images, as containerd lists them. */
  readonly onNodes: Readonly<Record<string, readonly string[]>>
  /** The names of the images that the Docker Engine has. */
  readonly local: ReadonlySet<string>
  /** Whether nothing may be pulled. */
  readonly offline: boolean
}

/** What is to be done so that every node has every image; images as they were asked for, each once. */
export interface ImagePlan {
  /** To be brought from the Docker Engine to these nodes, after the pulls. */
  readonly load: readonly { readonly image: string; readonly nodes: readonly string[] }[]
  /** To be pulled by the Docker Engine first. */
  readonly pull: readonly string[]
  /** Not to be had: nowhere, and nothing may be pulled. */
  readonly missing: readonly string[]
}

/**
 * Decides which images are to be pulled, and which to be loaded into which nodes: those that a node lacks, nothing else.
 *
 * @example
 * ```ts
 * planImages({ wanted: ['nginx'], onNodes: { 'lab-worker': [] }, local: new Set(['nginx:latest']), offline: true })
 * // { load: [{ image: 'nginx', nodes: ['lab-worker'] }], pull: [], missing: [] }
 * ```
 */
export function planImages({ wanted, onNodes, local, offline }: ImageQuestion): ImagePlan {
  const here = new Set([...local].map(imageReference))
  const nodes = Object.entries(onNodes).map(([node, images]) => ({ node, has: new Set(images.map(imageReference)) }))
  const lacking = [...new Map(wanted.map((image) => [imageReference(image), image]))]
    .map(([name, image]) => ({
      image,
      isHere: here.has(name),
      nodes: nodes.filter(({ has }) => !has.has(name)).map(({ node }) => node),
    }))
    .filter(({ nodes: without }) => without.length > 0)
  const elsewhere = lacking.filter(({ isHere }) => !isHere).map(({ image }) => image)
  return {
    load: lacking.filter(({ isHere }) => isHere || !offline).map(({ image, nodes: to }) => ({ image, nodes: to })),
    pull: offline ? [] : elsewhere,
    missing: offline ? elsewhere : [],
  }
}
