import { isDnsLabel, labelFault } from '../address/names.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import { didYouMean } from '../issue/suggest.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { Container, PodManifest, PodSpec, Toleration } from './manifest.ts'
import { readIpPools } from './read-annotations.ts'
import { DNS_POD_KEYS, IGNORED_CONTAINER_KEYS, IGNORED_POD_KEYS, podSpecShape, REFUSED_POD_KEYS } from './pod-shape.ts'

/** A container's port with its defaults. */
export interface ContainerPortModel {
  readonly name?: string
  readonly containerPort: number
  readonly protocol: 'TCP' | 'UDP'
}

/** What a pod is made of, with its defaults; `labels` are the pod's. */
export interface PodTemplateModel {
  readonly labels: Readonly<Record<string, string>>
  readonly containers: readonly Pick<Container, 'name' | 'image'>[]
  /** Of all its containers. */
  readonly ports: readonly ContainerPortModel[]
  readonly tolerations: readonly Toleration[]
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Calico's pools that its addresses are to come from, by name or CIDR; default: those that select its node. */
  readonly ipPools?: readonly string[]
  /** Kubernetes' name of the node that the pod is bound to. */
  readonly nodeName?: string
}

/** A pod of its own. */
export interface PodModel extends PodTemplateModel {
  readonly namespace: string
  readonly name: string
}

/** Reads a Pod; nothing when its types are wrong, which is refused. */
export function readPod(review: Review, object: PodManifest, cluster?: ClusterModel): readonly PodModel[] {
  checkShape(review, object.spec, podSpecShape, ['spec'])
  if (!review.sound(['spec'])) return []
  const { name, namespace = 'default', labels = {}, annotations = {} } = object.metadata
  const place = { owner: `Pod ${name}`, path: ['spec'], labels, cluster }
  const ipPools = readIpPools(review, annotations, ['metadata', 'annotations'])
  return [{ namespace, name, ...readPodSpec(review, object.spec, place), ...(ipPools && { ipPools }) }]
}

/** Whose pods a spec describes, where it stands, and their labels. */
export interface PodSpecPlace {
  /** `DaemonSet app`. */
  readonly owner: string
  readonly path: Path
  readonly labels: Readonly<Record<string, string>>
  /** Whose nodes may be named. */
  readonly cluster?: ClusterModel | undefined
}

/** Reads what pods are made of, its types having been checked; refuses and notes what is not modelled. */
export function readPodSpec(review: Review, spec: PodSpec, place: PodSpecPlace): PodTemplateModel {
  const { owner, path, labels, cluster } = place
  const { containers, tolerations = [], nodeSelector = {}, nodeName } = spec
  if (containers.length === 0) review.refuse([...path, 'containers'], 'is empty; a pod needs a container')
  checkKeys(review, spec, owner, path)
  checkNames(review, containers, [...path, 'containers'])
  const nodes = cluster?.nodes.map(({ name }) => name)
  if (nodeName !== undefined && nodes && !nodes.includes(nodeName)) {
    const short = cluster?.nodes.find(({ shortName }) => shortName === nodeName)
    const hint = short ? `; did you mean '${short.name}'?` : didYouMean(nodeName, nodes)
    review.refuse([...path, 'nodeName'], `'${nodeName}' is not a node of the cluster${hint}`)
  }
  const ports = containers.flatMap((container) => container.ports ?? [])
  return {
    labels,
    containers: containers.map(({ name, image }) => ({ name, image })),
    ports: ports.map(({ name, containerPort, protocol = 'TCP' }) => ({
      ...(name !== undefined && { name }),
      containerPort,
      protocol,
    })),
    tolerations,
    nodeSelector,
    ...(nodeName !== undefined && { nodeName }),
  }
}

/** Refuses labels that are none. */
export function checkLabels(review: Review, labels: Readonly<Record<string, string>>, path: Path): void {
  for (const [key, value] of Object.entries(labels)) {
    const fault = labelFault(key, value)
    if (fault) review.refuse([...path, key], fault)
  }
}

function checkKeys(review: Review, spec: PodSpec, owner: string, path: Path): void {
  const keys: readonly (readonly [string, unknown])[] = Object.entries(spec)
  for (const [key, value] of keys) {
    // hostNetwork: false says what is so anyway.
    if (REFUSED_POD_KEYS.includes(key) && value !== false) {
      review.refuse(
        [...path, key],
        `of ${owner} is not modelled by the netns engine; remove it, or use engine kind`,
        'key',
      )
    } else if (DNS_POD_KEYS.includes(key))
      review.note([...path, key], 'is ignored: the netns engine has no DNS; pods and Services are reached by address')
    else if (IGNORED_POD_KEYS.includes(key))
      review.note([...path, key], 'is ignored: the netns engine runs no containers')
  }
  for (const [index, container] of spec.containers.entries()) {
    const at = [...path, 'containers', index]
    for (const key of Object.keys(container)) {
      if (!IGNORED_CONTAINER_KEYS.includes(key)) continue
      review.note([...at, key], 'is ignored: the netns engine runs no containers; its pods answer HTTP')
    }
    for (const [nth, port] of (container.ports ?? []).entries()) {
      for (const key of ['hostPort', 'hostIP'].filter((name) => Object.hasOwn(port, name))) {
        const fault = `of ${owner} is not modelled by the netns engine; remove it, or use engine kind`
        review.refuse([...at, 'ports', nth, key], fault, 'key')
      }
    }
  }
}

// A Service's targetPort may name a port: two of one name would leave open which.
function checkNames(review: Review, containers: readonly Container[], path: Path): void {
  const seen = new Set<string>()
  for (const [index, { ports = [] }] of containers.entries()) {
    for (const [nth, { name, protocol = 'TCP' }] of ports.entries()) {
      if (name === undefined) continue
      const at = [...path, index, 'ports', nth, 'name']
      if (!isPortName(name)) review.refuse(at, `'${name}' is not a port's name; use up to 15 of a-z, 0-9 and '-'`)
      if (seen.has(`${protocol} ${name}`)) review.refuse(at, `'${name}' stands twice; rename one`)
      seen.add(`${protocol} ${name}`)
    }
  }
}

/** Whether a text is the name of a port: an IANA service name, with a letter in it (RFC 6335). */
export function isPortName(name: string): boolean {
  return name.length <= 15 && isDnsLabel(name) && !name.includes('--') && /[a-z]/.test(name)
}
