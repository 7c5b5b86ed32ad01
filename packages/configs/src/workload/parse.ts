import type { SourceOptions } from '../document/parse.ts'
import { rememberOrigin } from '../document/position.ts'
import { createReview } from '../document/review.ts'
import { checkShape } from '../document/shape.ts'
import { readYaml } from '../document/yaml.ts'
import { TopologyError } from '../issue/topology-error.ts'
import type { Issue } from '../issue/issue.ts'
import type { KubernetesObject } from './manifest.ts'
import { anyObjectShape } from './shape.ts'

/**
 * Reads Kubernetes manifests, several documents in one text; empty documents are left out.
 *
 * Only apiVersion, kind and metadata are checked here; what is modelled, {@link describeWorkload} says.
 *
 * @throws {@link TopologyError} with every mistake at once, each with its line and column.
 * @example
 * ```ts
 * parseManifests('apiVersion: v1\nkind: Service\nmetadata:\n  name: app\n', { file: 'app.yaml' })[0]?.kind // 'Service'
 * ```
 */
export function parseManifests(source: string, options: SourceOptions = {}): readonly KubernetesObject[] {
  const file = options.file ?? 'manifests'
  const issues: Issue[] = []
  const objects: KubernetesObject[] = []
  for (const { value, problems, readable, positionOf, positionInText } of readYaml(source)) {
    const review = createReview(file, { positionOf, positionInText })
    for (const { message, ...position } of problems) review.refuseAt(position, [], message)
    if (readable && value !== null) checkShape(review, value, anyObjectShape)
    issues.push(...review.issues)
    if (review.issues.length > 0 || !isObject(value)) continue
    rememberOrigin(value, { file, positionOf, positionInText })
    objects.push(value)
  }
  if (issues.length > 0) throw new TopologyError(issues.slice(0, MOST_ISSUES))
  return objects
}

const MOST_ISSUES = 200

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value
}
