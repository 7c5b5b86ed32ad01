import type { Kubernetes } from './kubernetes.ts'
import { applyObjects } from './apply/apply.ts'
import { removeObjects } from './apply/remove.ts'
import { connect } from './connection/connection.ts'
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
  const { server, context, defaultNamespace } = connection
  return {
    server,
    context,
    defaultNamespace,
    whoAmI: () => whoAmI(connection),
    apply: (objects, options) => applyObjects(connection, objects, options),
    remove: (objects) => removeObjects(connection, objects),
    get: (ref) => getObject(connection, ref),
    nodes: async () => (await listObjects(connection, everyNode)) as readonly KubernetesNode[],
    pods: async (selection) => (await listObjects(connection, selectPods(selection))) as readonly KubernetesPod[],
    listObjects: (selection) => listObjects(connection, selection),
    mergePatch: (ref, patch) => mergePatch(connection, ref, patch),
    removeTaint: (node, taint) => removeTaint(connection, node, taint),
    label: (node, labels) => labelNode(connection, node, labels),
    watchUntil: (selection, predicate, options) => watchUntil(connection, selection, predicate, options),
    exec: (container, argv) => execInContainer(connection, container, argv),
    logs: (container, options) => readLogs(connection, container, options),
  }
}
