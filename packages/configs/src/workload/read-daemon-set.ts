import { labelFault } from '../address/names.ts'
import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import type { Container, DaemonSet, Toleration } from './manifest.ts'
import { daemonSetShape, IGNORED_CONTAINER_KEYS, IGNORED_POD_KEYS, REFUSED_POD_KEYS } from './shape.ts'

/** A DaemonSet with its defaults; `labels` are those of its pods. */
export interface DaemonSetModel {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly selector: Readonly<Record<string, string>>
  readonly containers: readonly Container[]
  readonly tolerations: readonly Toleration[]
  readonly nodeSelector: Readonly<Record<string, string>>
}

const POD: Path = ['spec', 'template', 'spec']

/** Reads a DaemonSet; nothing when its types are wrong, which is refused. */
export function readDaemonSet(review: Review, object: DaemonSet): readonly DaemonSetModel[] {
  checkShape(review, object.spec, daemonSetShape, ['spec'])
  if (!review.sound(['spec'])) return []
  const { selector, template } = object.spec
  const { labels } = template.metadata
  const { containers, tolerations = [], nodeSelector = {} } = template.spec
  for (const [key, value] of Object.entries(labels)) {
    const fault = labelFault(key, value)
    if (fault) review.refuse(['spec', 'template', 'metadata', 'labels', key], fault)
  }
  const unmatched = Object.entries(selector.matchLabels).filter(([key, value]) => labels[key] !== value)
  if (unmatched.length > 0 || Object.keys(selector.matchLabels).length === 0) {
    const pairs = unmatched.map(([key, value]) => `${key}=${value}`).join(', ')
    const fault = pairs
      ? `selects ${pairs}, which the template's labels are not; make them the same`
      : 'selects nothing; add a label'
    review.refuse(['spec', 'selector', 'matchLabels'], fault)
  }
  if (containers.length === 0) review.refuse([...POD, 'containers'], 'is empty; a pod needs a container')
  checkPodKeys(review, object)
  return [
    {
      namespace: object.metadata.namespace ?? 'default',
      name: object.metadata.name,
      labels,
      selector: selector.matchLabels,
      containers: containers.map(({ name, image }) => ({ name, image })),
      tolerations,
      nodeSelector,
    },
  ]
}

function checkPodKeys(review: Review, { metadata, spec }: DaemonSet): void {
  const pod = spec.template.spec
  const keys: readonly (readonly [string, unknown])[] = Object.entries(pod)
  for (const [key, value] of keys) {
    // hostNetwork: false says what is so anyway.
    if (REFUSED_POD_KEYS.includes(key) && value !== false) {
      review.refuse(
        [...POD, key],
        `of DaemonSet ${metadata.name} is not modelled by the netns engine; remove it, or use engine kind`,
        'key',
      )
    } else if (IGNORED_POD_KEYS.includes(key))
      review.note([...POD, key], 'is ignored: the netns engine runs no containers')
  }
  for (const [index, container] of pod.containers.entries()) {
    for (const key of Object.keys(container)) {
      if (!IGNORED_CONTAINER_KEYS.includes(key)) continue
      review.note(
        [...POD, 'containers', index, key],
        'is ignored: the netns engine runs no containers; its pods answer HTTP',
      )
    }
  }
}
