import type { Connection } from '../connection/connection.ts'
import type { LiveObject } from '../object/live-object.ts'
import { type Condition, conditionOf } from '../pod/kubernetes-pod.ts'
import { watchUntil } from '../watch/watch-until.ts'
import type { Deadline } from './apply-one.ts'

/**
 * Waits by watch until the API server serves what the CustomResourceDefinitions define.
 *
 * @throws LabTimeoutError with those that are not established, and why.
 */
export async function awaitEstablished(
  connection: Connection,
  definitions: readonly LiveObject[],
  { at, signal }: Deadline,
): Promise<void> {
  const awaited = new Set(definitions.filter((one) => !isEstablished(one)).map(({ metadata }) => metadata.name))
  if (awaited.size === 0) return
  const mine = (objects: readonly LiveObject[]) => objects.filter(({ metadata }) => awaited.has(metadata.name))
  await watchUntil(
    connection,
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    (objects) => mine(objects).length === awaited.size && mine(objects).every(isEstablished),
    {
      what: `${awaited.size} CustomResourceDefinitions to be established`,
      timeoutMs: Math.max(1, Math.round(at - performance.now())),
      describe: (objects) =>
        mine(objects)
          .filter((one) => !isEstablished(one))
          .map(describe)
          .join('; '),
      ...(signal && { signal }),
    },
  )
}

function isEstablished(definition: LiveObject): boolean {
  return conditionOf(conditionsOf(definition), 'Established')?.status === 'True'
}

function describe(definition: LiveObject): string {
  const why = conditionsOf(definition)?.find(({ status, message }) => status === 'False' && message)
  return `${definition.metadata.name} is not established${why === undefined ? '' : `: ${why.message}`}`
}

function conditionsOf(definition: LiveObject): readonly Condition[] | undefined {
  return (definition.status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions
}
