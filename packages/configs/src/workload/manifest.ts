/** Name, namespace and labels of a Kubernetes object. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
}

/** Any Kubernetes object, as a manifest holds it. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** What lets a pod run on a node with a taint. */
export interface Toleration {
  readonly key?: string
  readonly operator?: 'Exists' | 'Equal'
  readonly value?: string
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** A container, as far as it is modelled. */
export interface Container {
  readonly name: string
  readonly image: string
}

/** A DaemonSet: one pod for each node. */
export interface DaemonSet extends KubernetesObject {
  readonly apiVersion: 'apps/v1'
  readonly kind: 'DaemonSet'
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
      readonly spec: {
        readonly containers: readonly Container[]
        readonly tolerations?: readonly Toleration[]
        readonly nodeSelector?: Readonly<Record<string, string>>
      }
    }
  }
}

/** A port of a Service; `targetPort` is the pod's (default `port`), `nodePort` that of every node, 30000 to 32767. */
export interface ServicePort {
  readonly name?: string
  readonly protocol?: 'TCP' | 'UDP'
  readonly port: number
  readonly targetPort?: number
  readonly nodePort?: number
}

/** A Service. */
export interface Service extends KubernetesObject {
  readonly apiVersion: 'v1'
  readonly kind: 'Service'
  readonly spec: {
    readonly type?: 'ClusterIP' | 'NodePort'
    readonly selector: Readonly<Record<string, string>>
    readonly ports: readonly ServicePort[]
  }
}
