import { stringify } from 'yaml'
import type { KubernetesObject } from './manifest.ts'

/**
 * Writes Kubernetes objects as one YAML text, documents apart by `---`, as `kubectl apply -f` reads it.
 *
 * @example
 * ```ts
 * renderManifests([daemonSet('app'), nodePortService('app', { port: 8080, targetPort: 80, nodePort: 32000 })])
 * ```
 */
export function renderManifests(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
}
