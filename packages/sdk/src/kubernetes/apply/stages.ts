import type { KubernetesObject } from '@underlay/configs'

const FIRST = new Set(['Namespace', 'CustomResourceDefinition', 'PriorityClass'])
const LAST = new Set(['Pod', 'DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob'])

/** A CustomResourceDefinition, as far as the order of things needs it. */
interface Definition extends KubernetesObject {
  readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string } }
}

/**
 * The order in which objects are applied: what others live in or are instances of, then the rest, then what starts pods.
 *
 * A pod whose ConfigMap comes after it would wait for the kubelet's next try; within a stage the order of the manifest stays.
 */
export function stagesOf<T extends KubernetesObject>(objects: readonly T[]): readonly (readonly T[])[] {
  const first = objects.filter(({ kind }) => FIRST.has(kind))
  const last = objects.filter(({ kind }) => LAST.has(kind))
  const rest = objects.filter(({ kind }) => !FIRST.has(kind) && !LAST.has(kind))
  return [first, rest, last].filter((stage) => stage.length > 0)
}

/** The CustomResourceDefinitions among objects. */
export function definitionsIn<T extends KubernetesObject>(objects: readonly T[]): readonly T[] {
  return objects.filter(({ apiVersion, kind }) => {
    return kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/')
  })
}

/** Tells which objects are of a kind that a CustomResourceDefinition among them defines: the cluster may not know it yet. */
export function definedHere(objects: readonly KubernetesObject[]): (object: KubernetesObject) => boolean {
  const kinds = new Set(definitionsIn(objects).map(({ spec }: Definition) => `${spec?.group}/${spec?.names?.kind}`))
  return ({ apiVersion, kind }) => kinds.has(`${apiVersion.split('/')[0]}/${kind}`)
}
