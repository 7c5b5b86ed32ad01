import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import type { LiveObject } from '../../kubernetes/object/live-object.ts'
import { agentNamespace, managedBy, namespaceObject, serviceAccountObject, sessionLabel } from './agent-job.ts'

const [managedLabel = '', manager] = Object.entries(managedBy)[0] ?? []

/** A namespace that goes away takes as long as its pods. */
const goneTimeoutMs = 60_000

/**
 * Makes the agents' namespace when there is none; one that is there stays as it is.
 *
 * @throws LabTimeoutError when a namespace that is being removed does not go away.
 */
export async function ensureNamespace(
  kubernetes: Pick<Kubernetes, 'apply' | 'get' | 'watchUntil'>,
  signal: AbortSignal,
): Promise<void> {
  const there = await kubernetes.get(namespaceObject)
  if (there?.metadata.deletionTimestamp !== undefined) await awaitGone(kubernetes, signal)
  const missing = there === undefined || there.metadata.deletionTimestamp !== undefined
  await kubernetes.apply([...(missing ? [namespaceObject] : []), serviceAccountObject], { signal })
}

/**
 * Removes a session's Jobs, their pods with them, and when nobody else is in the namespace that too, if the SDK made it,
 * in this session or in one that was killed. It does not wait until they are gone.
 */
export async function removeSession(
  kubernetes: Pick<Kubernetes, 'get' | 'listObjects' | 'pods' | 'remove'>,
  session: string,
): Promise<void> {
  const isMine = ({ metadata }: LiveObject): boolean => metadata.labels?.[sessionLabel] === session
  const jobs = await kubernetes.listObjects({ apiVersion: 'batch/v1', kind: 'Job', namespace: agentNamespace })
  await kubernetes.remove(jobs.filter(isMine))
  const [namespace, pods] = await Promise.all([
    kubernetes.get(namespaceObject),
    kubernetes.pods({ namespace: agentNamespace }),
  ])
  const made = namespace?.metadata.labels?.[managedLabel] === manager
  const others = [...jobs, ...pods].filter((object) => !isMine(object) && stays(object))
  if (others.length === 0) await kubernetes.remove([made ? namespaceObject : serviceAccountObject])
}

function stays({ metadata }: LiveObject): boolean {
  return metadata.deletionTimestamp === undefined
}

async function awaitGone(kubernetes: Pick<Kubernetes, 'watchUntil'>, signal: AbortSignal): Promise<void> {
  const selection = { apiVersion: 'v1', kind: 'Namespace', name: agentNamespace }
  await kubernetes.watchUntil(selection, (namespaces) => namespaces.length === 0, {
    what: `the namespace ${agentNamespace} of an earlier session to be gone`,
    timeoutMs: goneTimeoutMs,
    describe: () => 'it is being removed',
    signal,
  })
}
