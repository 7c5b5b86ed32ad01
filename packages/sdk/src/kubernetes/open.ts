import type { Kubernetes } from './kubernetes.ts'
import { applyObjects } from './apply/apply.ts'
import { removeObjects } from './apply/remove.ts'
import { awaitReady } from './connection/await-ready.ts'
import { connect } from './connection/connection.ts'
import { withoutSecrets } from './connection/hide-secrets.ts'
import { execInContainer } from './exec/exec.ts'
import { readLogs } from './exec/logs.ts'
import type { KubernetesNode } from './node/kubernetes-node.ts'
import { everyNode } from './node/kubernetes-node.ts'
import { labelNode } from './node/label.ts'
import { removeTaint } from './node/remove-taint.ts'
import { getObject } from './object/get.ts'
import { listObjects } from './object/list.ts'
import { mergePatch } from './object/merge-patch.ts'
import type { KubernetesPod } from './pod/kubernetes-pod.ts'
import { selectPods } from './pod/kubernetes-pod.ts'
import { whoAmI } from './connection/who-am-i.ts'
import { watchUntil } from './watch/watch-until.ts'

/** Where a cluster is found. */
export interface KubernetesOptions {
  /** Path of a kubeconfig file. */
  readonly kubeconfig: string
  /** A context of it; default its `current-context`. */
  readonly context?: string
}

/** Loads the client while there is something else to wait for: it takes half a second. */
export function preloadClient(): void {
  // Whoever opens a cluster sees the error.
  void import('@kubernetes/client-node').catch(() => {})
}

/**
 * Opens the cluster that a kubeconfig file describes; nothing is asked of it yet.
 *
 * @throws LabError when the file can not be read or is no kubeconfig.
 * @throws UnknownNameError when the context does not exist; it offers the nearest one.
 * @example
 * ```ts
 * const kubernetes = await openKubernetes({ kubeconfig: '/tmp/lab/kubeconfig' })
 * console.log((await kubernetes.nodes()).map((node) => node.metadata.name))
 * ```
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export async function openKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const connection = await connect(options.kubeconfig, options.context)
  const { place, secrets, context, defaultNamespace } = connection
  const safely = <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => withoutSecrets(secrets, () => call(...args))
  }
  return {
    server: place,
    context,
    defaultNamespace,
    awaitReady: safely((timeoutMs) => awaitReady(connection, timeoutMs)),
    whoAmI: safely(() => whoAmI(connection)),
    apply: safely((objects, options) => applyObjects(connection, objects, options)),
    remove: safely((objects) => removeObjects(connection, objects)),
    get: safely((ref) => getObject(connection, ref)),
    nodes: safely(async () => (await listObjects(connection, everyNode)) as readonly KubernetesNode[]),
    pods: safely(
      async (selection) => (await listObjects(connection, selectPods(selection))) as readonly KubernetesPod[],
    ),
    listObjects: safely((selection) => listObjects(connection, selection)),
    mergePatch: safely((ref, patch) => mergePatch(connection, ref, patch)),
    removeTaint: safely((node, taint) => removeTaint(connection, node, taint)),
    label: safely((node, labels) => labelNode(connection, node, labels)),
    watchUntil: safely((selection, predicate, options) => watchUntil(connection, selection, predicate, options)),
    exec: safely(async (container, argv) => {
      const { exited, ...process } = await execInContainer(connection, container, argv)
      const end = withoutSecrets(secrets, () => exited)
      // Who only wants the output does not ask for the exit.
      end.catch(() => undefined)
      return { ...process, exited: end }
    }),
    logs: safely((container, options) => readLogs(connection, container, options)),
  }
}
