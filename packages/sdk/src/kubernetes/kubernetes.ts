import type { KubernetesObject } from '@underlay/configs'
import type { ApplyOptions } from './apply/apply.ts'
import type { ContainerRef, PodProcess } from './exec/exec.ts'
import type { LogOptions } from './exec/logs.ts'
import type { KubernetesNode } from './node/kubernetes-node.ts'
import type { LiveObject, ObjectSelection } from './object/live-object.ts'
import type { KubernetesPod, PodSelection } from './pod/kubernetes-pod.ts'
import type { WatchOptions } from './watch/watch-until.ts'

/**
 * A cluster's API server, as plain functions; nothing stays open between two calls, so there is nothing to close.
 *
 * Every one of them throws a LabError that names the object, what the API server said, and the fix; where no answer came it has
 * the reason (`connect ECONNREFUSED 127.0.0.1:40123`).
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export interface Kubernetes {
  /** The API server's scheme, host and port: `https://127.0.0.1:40123`. */
  readonly server: string
  /** The kubeconfig's context. */
  readonly context: string
  /** The namespace of namespaced objects that have none: the context's, else `default`. */
  readonly defaultNamespace: string

  /**
   * Waits until the API server is ready; one that has just been started refuses everybody for some seconds.
   *
   * @throws LabTimeoutError with what it said last.
   */
  readonly awaitReady: (timeoutMs: number) => Promise<void>

  /** The name by which the API server knows the kubeconfig's user: `kubernetes-admin`, `system:serviceaccount:ci:bot`. */
  readonly whoAmI: () => Promise<string>

  /**
   * Makes the objects what the manifests say (server-side apply, field manager `underlay`, by force unless the options say otherwise) and returns them in the same order.
   *
   * Namespaces and CustomResourceDefinitions come first, what starts pods comes last, the rest in parallel; nothing is sent when a kind is unknown.
   *
   * @throws LabError when the API server refuses an object or a kind is unknown, without force also when others own a field of it; with all that failed.
   * @throws LabTimeoutError when a CustomResourceDefinition is not established in time (default 60000 ms).
   */
  readonly apply: (objects: readonly KubernetesObject[], options?: ApplyOptions) => Promise<readonly LiveObject[]>

  /** Asks for the deletion of the objects, in the reverse order of `apply`; what is absent is fine. It does not wait until they are gone. */
  readonly remove: (objects: readonly KubernetesObject[]) => Promise<void>

  /** The object, or undefined when it (or its kind) does not exist. */
  readonly get: (ref: KubernetesObject) => Promise<LiveObject | undefined>
  /** All nodes. */
  readonly nodes: () => Promise<readonly KubernetesNode[]>
  /** The pods of all namespaces, or those selected. */
  readonly pods: (selection?: PodSelection) => Promise<readonly KubernetesPod[]>
  /** The objects of one kind, custom resources too; none when the kind does not exist. */
  readonly listObjects: (selection: ObjectSelection) => Promise<readonly LiveObject[]>

  /** Changes the fields that the patch has; null removes one, an array replaces the whole array (RFC 7396). */
  readonly mergePatch: (ref: KubernetesObject, patch: Readonly<Record<string, unknown>>) => Promise<LiveObject>
  /** Takes `key:effect` (or every effect of `key`) off a node and leaves the other taints; an absent one is fine. */
  readonly removeTaint: (node: string, taint: string) => Promise<void>
  /** Sets labels of a node; null removes one. */
  readonly label: (node: string, labels: Readonly<Record<string, string | null>>) => Promise<void>

  /**
   * Waits by watch until the predicate holds for the current set of the selected objects, and returns that set.
   *
   * The predicate is asked once everything is listed and after every change; what it throws ends the wait.
   *
   * @throws LabTimeoutError with `describe` of what was seen last, and why the API server did not answer where it did not.
   */
  readonly watchUntil: (
    selection: ObjectSelection | readonly ObjectSelection[],
    predicate: (objects: readonly LiveObject[]) => boolean,
    options: WatchOptions,
  ) => Promise<readonly LiveObject[]>

  /** Runs a command in a container; its streams carry bytes as they are, and slow down with the slower side. */
  readonly exec: (container: ContainerRef, argv: readonly string[]) => Promise<PodProcess>
  /** What a container has written so far, or its last `tailLines` lines. */
  readonly logs: (container: ContainerRef, options?: LogOptions) => Promise<string>
}
