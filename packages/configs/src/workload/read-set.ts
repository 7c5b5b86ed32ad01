import type { Path } from '../document/path.ts'
import type { Review } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import type { ClusterModel } from '../kind/describe.ts'
import type { DaemonSet, Deployment } from './manifest.ts'
import { daemonSetShape, deploymentShape } from './pod-shape.ts'
import { readIpPools } from './read-annotations.ts'
import { checkLabels, readPodSpec, type PodTemplateModel } from './read-pod.ts'

/** A DaemonSet with its defaults. */
export interface DaemonSetModel extends PodTemplateModel {
  readonly namespace: string
  readonly name: string
  readonly selector: Readonly<Record<string, string>>
}

/** A Deployment with its defaults. */
export interface DeploymentModel extends DaemonSetModel {
  readonly replicas: number
}

const TEMPLATE: Path = ['spec', 'template']

/** Reads a DaemonSet; nothing when its types are wrong, which is refused. */
export function readDaemonSet(review: Review, object: DaemonSet): readonly DaemonSetModel[] {
  checkShape(review, object.spec, daemonSetShape, ['spec'])
  if (!review.sound(['spec'])) return []
  // Its controller binds each pod to a node of its own.
  if (object.spec.template.spec.nodeName !== undefined)
    review.refuse(
      [...TEMPLATE, 'spec', 'nodeName'],
      `of DaemonSet ${object.metadata.name} has no meaning: it has a pod on each node; use nodeSelector`,
      'key',
    )
  return [readSet(review, object)]
}

/** Reads a Deployment; nothing when its types are wrong, which is refused. */
export function readDeployment(review: Review, object: Deployment, cluster?: ClusterModel): readonly DeploymentModel[] {
  checkShape(review, object.spec, deploymentShape, ['spec'])
  if (!review.sound(['spec'])) return []
  return [{ ...readSet(review, object, cluster), replicas: object.spec.replicas ?? 1 }]
}

function readSet(
  review: Review,
  { kind, metadata, spec }: DaemonSet | Deployment,
  cluster?: ClusterModel,
): DaemonSetModel {
  const { selector, template } = spec
  const { labels, annotations = {} } = template.metadata
  const ipPools = readIpPools(review, annotations, [...TEMPLATE, 'metadata', 'annotations'])
  checkLabels(review, labels, [...TEMPLATE, 'metadata', 'labels'])
  const unmatched = Object.entries(selector.matchLabels).filter(([key, value]) => labels[key] !== value)
  if (unmatched.length > 0 || Object.keys(selector.matchLabels).length === 0) {
    const pairs = unmatched.map(([key, value]) => `${key}=${value}`).join(', ')
    const fault = pairs
      ? `selects ${pairs}, which the template's labels are not; make them the same`
      : 'selects nothing; add a label'
    review.refuse(['spec', 'selector', 'matchLabels'], fault)
  }
  const place = { owner: `${kind} ${metadata.name}`, path: [...TEMPLATE, 'spec'], labels, cluster }
  return {
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    selector: selector.matchLabels,
    ...readPodSpec(review, template.spec, place),
    ...(ipPools && { ipPools }),
  }
}
