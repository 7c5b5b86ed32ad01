import type { KubernetesObject, ObjectMeta } from '@underlay/configs'

/** Who owns an object, as `metadata.ownerReferences` has it. */
export interface OwnerReference {
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
}

/** The metadata of an object that the API server has stored. */
export interface LiveMeta extends ObjectMeta {
  readonly uid: string
  readonly resourceVersion: string
  readonly generation?: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly OwnerReference[]
  /** When its deletion was asked for, RFC 3339; absent on an object that stays. */
  readonly deletionTimestamp?: string
}

/** An object as the API server has it: what a manifest says, and `status` and whatever its kind has. */
export interface LiveObject extends KubernetesObject {
  readonly metadata: LiveMeta
  readonly [field: string]: unknown
}

/** Which objects of one kind: of all namespaces, and every one, where nothing narrows it. */
export interface ObjectSelection {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name?: string
  /** Labels that the objects have, each with this very value. */
  readonly labels?: Readonly<Record<string, string>>
  /** A field selector: `{ 'spec.nodeName': 'lab-worker' }`; each kind supports a few. */
  readonly fields?: Readonly<Record<string, string>>
}

/** How an object is named in a message: `DaemonSet lab/app`, `Namespace lab`. */
export function nameObject(object: KubernetesObject): string {
  const { name, namespace } = object.metadata
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}
