import type { ManifestReview } from '../../cni/manifest-review.ts'
import type { Edit } from '../../document/edit.ts'
import { textAt, valueAt } from '../../document/value-at.ts'
import type { PodContainer } from '../../workload/pod-containers.ts'
import type { EnvSetting } from './node-env.ts'

/** Decides the edit of the ConfigMap that a variable is read from; `at.path` is the variable's `valueFrom`. */
export function followConfigMap(
  manifest: ManifestReview,
  at: Pick<PodContainer, 'document' | 'path'>,
  entry: unknown,
  { name, value, followsConfigMap }: EnvSetting,
): readonly Edit[] {
  const refuse = (message: string): readonly Edit[] => {
    manifest.refuse(at.document, at.path, message)
    return []
  }
  if (followsConfigMap !== true) {
    return refuse(`${name} must become '${value}', but is read from elsewhere; write a plain value in the manifest`)
  }
  const map = textAt(entry, ['valueFrom', 'configMapKeyRef', 'name'])
  const key = textAt(entry, ['valueFrom', 'configMapKeyRef', 'key'])
  if (map === undefined || key === undefined) {
    return refuse(
      `${name} must become '${value}', but is read from no ConfigMap; write a plain value or a configMapKeyRef`,
    )
  }
  const namespace = namespaceOf(manifest.objects[at.document])
  const document = manifest.objects.findIndex(
    (object) =>
      textAt(object, ['kind']) === 'ConfigMap' &&
      textAt(object, ['metadata', 'name']) === map &&
      namespaceOf(object) === namespace,
  )
  if (document < 0) return refuse(`${name} is read from the ConfigMap ${map}, which the manifest lacks; add it`)
  if (valueAt(manifest.objects[document], ['data', key]) === undefined) {
    manifest.refuse(document, ['data', key], `is not there, but ${name} is read from it; add ${key}: "${value}"`)
    return []
  }
  return [{ document, path: ['data', key], value }]
}

function namespaceOf(object: unknown): string {
  return textAt(object, ['metadata', 'namespace']) ?? 'default'
}
