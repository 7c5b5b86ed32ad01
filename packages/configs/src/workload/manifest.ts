/** Name, namespace and labels of a Kubernetes object. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
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

/** A port that a container says it listens on; the pods of the netns engine answer there. */
export interface ContainerPort {
  /** What a Service's `targetPort` may name. */
  readonly name?: string
  readonly containerPort: number
  readonly protocol?: 'TCP' | 'UDP'
}

/** A container, as far as it is modelled. */
export interface Container {
  readonly name: string
  readonly image: string
  readonly ports?: readonly ContainerPort[]
}

/** What a pod runs, and where it may. */
export interface PodSpec {
  readonly containers: readonly Container[]
  readonly tolerations?: readonly Toleration[]
  readonly nodeSelector?: Readonly<Record<string, string>>
  /** Kubernetes' name of the node, with the cluster's prefix: no taint keeps the pod away. */
  readonly nodeName?: string
}

/** The pods of a set are made of it. */
export interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: PodSpec
}

/** A DaemonSet: one pod for each node. */
export interface DaemonSet extends KubernetesObject {
  readonly apiVersion: 'apps/v1'
  readonly kind: 'DaemonSet'
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: PodTemplate
  }
}

/** A Deployment: a number of pods, spread over the nodes. */
export interface Deployment extends KubernetesObject {
  readonly apiVersion: 'apps/v1'
  readonly kind: 'Deployment'
  readonly spec: {
    /** Default 1. */
    readonly replicas?: number
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: PodTemplate
  }
}

/** One pod of its own: deleted, it is gone for good. */
export interface PodManifest extends KubernetesObject {
  readonly apiVersion: 'v1'
  readonly kind: 'Pod'
  readonly spec: PodSpec
}

/** A port of a Service; `targetPort` is the pod's, by number or name (default `port`), `nodePort` that of every node, 30000 to 32767. */
export interface ServicePort {
  readonly name?: string
  readonly protocol?: 'TCP' | 'UDP'
  readonly port: number
  readonly targetPort?: number | string
  readonly nodePort?: number
}

/** To which pods a Service's packets may go: to all, or to those of the node where the packet is. */
export type TrafficPolicy = 'Cluster' | 'Local'

/** A family of addresses, as Services name it. */
export type ServiceIpFamily = 'IPv4' | 'IPv6'

/** A Service. */
export interface Service extends KubernetesObject {
  readonly apiVersion: 'v1'
  readonly kind: 'Service'
  readonly spec: {
    readonly type?: 'ClusterIP' | 'NodePort'
    readonly selector: Readonly<Record<string, string>>
    readonly ports: readonly ServicePort[]
    /** `None` for a Service without address. */
    readonly clusterIP?: string
    readonly clusterIPs?: readonly string[]
    readonly externalTrafficPolicy?: TrafficPolicy
    readonly internalTrafficPolicy?: TrafficPolicy
    readonly sessionAffinity?: 'None' | 'ClientIP'
    readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } }
    readonly ipFamilies?: readonly ServiceIpFamily[]
    readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  }
}
