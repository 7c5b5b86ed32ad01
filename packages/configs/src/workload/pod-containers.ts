import type { Path } from '../document/path.ts'
import { isMapping } from '../document/shape.ts'
import { textAt, valueAt } from '../document/value-at.ts'
import type { KubernetesObject } from './manifest.ts'

/** A container that the pods of an object run: the object's index among its like, and the container's path in it. */
export interface PodContainer {
  readonly document: number
  readonly path: Path
  readonly init: boolean
  readonly container: Readonly<Record<string, unknown>>
  readonly image: string | undefined
}

const TEMPLATE: Path = ['spec', 'template', 'spec']
const POD_SPECS: ReadonlyMap<string, Path> = new Map([
  ['Pod', ['spec']],
  ...['DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
    (kind) => [kind, TEMPLATE] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', ...TEMPLATE]],
])

/** Where an object has the spec of its pods; undefined for one that runs none. */
export function podSpecPath(object: KubernetesObject): Path | undefined {
  return POD_SPECS.get(textAt(object, ['kind']) ?? '')
}

/** The containers and init containers of all objects that run pods; ephemeral ones are no part of a manifest. */
export function podContainers(objects: readonly KubernetesObject[]): readonly PodContainer[] {
  return objects.flatMap((object, document) => {
    const spec = podSpecPath(object)
    if (!spec) return []
    return ['initContainers', 'containers'].flatMap((key) => containersAt(object, document, [...spec, key]))
  })
}

function containersAt(object: KubernetesObject, document: number, path: Path): readonly PodContainer[] {
  const list = valueAt(object, path)
  if (!Array.isArray(list)) return []
  return list.flatMap((container: unknown, index) =>
    isMapping(container)
      ? [
          {
            document,
            path: [...path, index],
            init: path.at(-1) === 'initContainers',
            container,
            image: textAt(container, ['image']),
          },
        ]
      : [],
  )
}
