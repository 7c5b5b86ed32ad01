import type { ManifestReview } from '../../cni/manifest-review.ts'
import type { Edit } from '../../document/edit.ts'
import { isMapping } from '../../document/shape.ts'
import { textAt, valueAt } from '../../document/value-at.ts'
import type { PodContainer } from '../../workload/pod-containers.ts'
import { followConfigMap } from './follow-config-map.ts'
import type { EnvSetting } from './node-env.ts'

/**
 * Decides the edits that give a container its environment: values in place, new variables at the end, one entry for each name.
 *
 * A variable with a `valueFrom` is refused, unless its setting follows it to a ConfigMap of the manifest.
 */
export function setEnv(manifest: ManifestReview, at: PodContainer, settings: readonly EnvSetting[]): readonly Edit[] {
  const path = [...at.path, 'env']
  const env = valueAt(at.container, ['env']) ?? []
  if (!Array.isArray(env)) {
    manifest.refuse(at.document, path, 'must be a list of environment variables')
    return []
  }
  const edits: Edit[] = []
  let changed: readonly unknown[] = env
  for (const setting of settings) {
    const index = env.findIndex((entry) => isNamed(entry, setting.name))
    const fromElsewhere = env.findIndex((entry) => isNamed(entry, setting.name) && isMapping(entry.valueFrom))
    if (fromElsewhere >= 0) {
      const place = { ...at, path: [...path, fromElsewhere, 'valueFrom'] }
      edits.push(...followConfigMap(manifest, place, env[fromElsewhere], setting))
    } else if (index >= 0 || setting.isDefault !== true) {
      changed = withVariable(changed, setting)
    }
  }
  return changed === env ? edits : [...edits, { document: at.document, path, value: changed }]
}

function withVariable(env: readonly unknown[], { name, value }: EnvSetting): readonly unknown[] {
  const index = env.findIndex((entry) => isNamed(entry, name))
  if (index < 0) return [...env, { name, value }]
  // A server-side apply refuses a name that stands twice.
  return env.with(index, { name, value }).filter((entry, other) => other <= index || !isNamed(entry, name))
}

function isNamed(entry: unknown, name: string): entry is Readonly<Record<string, unknown>> {
  return textAt(entry, ['name']) === name
}
