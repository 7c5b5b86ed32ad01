import { LabError } from '../../errors.ts'
import type { Kubernetes } from '../../kubernetes/kubernetes.ts'
import { nameObject, type LiveObject } from '../../kubernetes/object/live-object.ts'
import { agentNamespace, managedBy, namespaceObject, serviceAccountObject, sessionLabel } from './agent-job.ts'
import { holdsNothingElse } from './foreign-objects.ts'

const [managedLabel = '', manager] = Object.entries(managedBy)[0] ?? []

/** A namespace that goes away takes as long as its pods. */
const goneTimeoutMs = 60_000

/**
 * Makes the agents' namespace and account when there are none; a namespace that is there stays as it is.
 *
 * @throws LabError when the account's name is taken by one that the SDK did not make.
 * @throws LabTimeoutError when a namespace that is being removed does not go away.
 */
export async function ensureNamespace(
  kubernetes: Pick<Kubernetes, 'apply' | 'get' | 'watchUntil'>,
  signal: AbortSignal,
): Promise<void> {
  const there = await kubernetes.get(namespaceObject)
  if (there?.metadata.deletionTimestamp !== undefined) await awaitGone(kubernetes, signal)
  const missing = there === undefined || !stays(there)
  const account = missing ? undefined : await kubernetes.get(serviceAccountObject)
  if (account !== undefined && !isManaged(account)) throw takenName(account)
  await kubernetes.apply([...(missing ? [namespaceObject] : []), serviceAccountObject], { signal, force: false })
}

/**
 * Removes a session's Jobs, their pods with them, and when no other session is in the namespace that too, if the SDK made
 * it (in this session or in one that was killed) and nobody has put anything else into it; else the SDK's account there.
 * It does not wait until they are gone.
 */
export async function removeSession(
  kubernetes: Pick<Kubernetes, 'get' | 'listObjects' | 'remove'>,
  session: string,
): Promise<void> {
  const inside = { namespace: agentNamespace, labels: managedBy }
  const jobs = await kubernetes.listObjects({ ...inside, apiVersion: 'batch/v1', kind: 'Job' })
  await kubernetes.remove(jobs.filter((job) => sessionOf(job) === session))
  const pods = await kubernetes.listObjects({ ...inside, apiVersion: 'v1', kind: 'Pod' })
  const sessions = [...jobs, ...pods].filter(stays).map(sessionOf)
  if (sessions.some((other) => other !== undefined && other !== session)) return
  const namespace = await kubernetes.get(namespaceObject)
  if (namespace !== undefined && isManaged(namespace) && (await holdsNothingElse(kubernetes))) {
    return kubernetes.remove([namespaceObject])
  }
  const account = await kubernetes.get(serviceAccountObject)
  if (account !== undefined && isManaged(account)) await kubernetes.remove([serviceAccountObject])
}

function stays({ metadata }: LiveObject): boolean {
  return metadata.deletionTimestamp === undefined
}

function sessionOf({ metadata }: LiveObject): string | undefined {
  return metadata.labels?.[sessionLabel]
}

function isManaged({ metadata }: LiveObject): boolean {
  return metadata.labels?.[managedLabel] === manager
}

function takenName(account: LiveObject): LabError {
  const label = `${managedLabel}=${manager}`
  return new LabError(
    `the ${nameObject(account)} is not the SDK's: it has no label ${label}`,
    `rename it, or give it to the SDK: kubectl label -n ${agentNamespace} serviceaccount ${account.metadata.name} ${label}`,
  )
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
