import type {
  CalicoOptions,
  CalicoSettings,
  ClabTopology,
  ClusterModel,
  CniModel,
  FabricModel,
  FlannelOptions,
  Issue,
  KubernetesObject,
} from '@underlay/configs'
import type { FabricDriverChoice } from '../fabric/containerlab/driver.ts'
import type { HostProcess, SpawnOptions } from '../host/host.ts'
import type { Kubernetes } from '../kubernetes/kubernetes.ts'
import type { ServiceRecord } from '../workload/services.ts'
import type { GrownDocuments } from '../lab/growth.ts'
import type { Lifetime, NodeRecord, PodRecord } from '../lab/state.ts'

/** Which engine carries a lab; `existing` is a cluster that the SDK did not make. */
export type EngineKind = 'netns' | 'kind' | 'existing'

/** Getting at what a lab has: every function that only looks is built on this. */
export interface Access {
  readonly name: string
  readonly engine: EngineKind
  readonly lifetime: Lifetime
  /** Where the lab runs, for verdicts and capture files. */
  readonly host: { readonly kind: string; readonly kernel: string; readonly accelerator: string }
  /** The path of the kubeconfig, and the cluster's API; absent where there is no Kubernetes. */
  readonly kubeconfig?: string
  readonly kubernetes?: () => Promise<Kubernetes>
  /**
   * The packets that carry a capture to this process, in libpcap's language; taps leave them out. Absent where captures
   * do not travel through the lab.
   */
  readonly ownTraffic?: string
  /** The lab as known up to now. */
  readonly model: () => LabModel
  /** The nodes as Kubernetes lists them now, in the order of the model. */
  nodes(): Promise<readonly NodeRecord[]>
  /** The pods that run now, those in a node's own network left out. */
  pods(): Promise<readonly PodRecord[]>
  /** The Services, with what the cluster gave them. */
  services(): Promise<readonly ServiceRecord[]>
  /**
   * What `birdc show protocols all` says of each BIRD that a node is to have, by short node name; `undefined` of one that
   * does not run; empty where there is none to be.
   */
  birdProtocols(): Promise<ReadonlyMap<string, readonly (string | undefined)[]>>
  /**
   * Starts a program at a place: a node, `pod/NAME`, a gateway, a bridge, `outside`. Programs are those of the lab's
   * machine or tools image, in the network of the place.
   *
   * @throws UnknownNameError when there is no such place.
   */
  spawn(place: string, argv: readonly string[], options?: SpawnOptions): Promise<HostProcess>
}

/**
 * Changing a lab. Each function may run twice; it then makes only what is missing. A signal ends it: it rejects with the
 * signal's reason when nothing of it runs any more. On netns, where a change takes a second, only before it has begun;
 * but `addNodes` ends between its steps, too, and takes back what it has made.
 */
export interface Lifecycle {
  attach(topology: ClabTopology, files: Readonly<Record<string, string>>, how?: FabricAttachment): Promise<void>
  installCalico(options: CalicoOptions, how: CalicoInstallation): Promise<void>
  installFlannel(options: FlannelOptions, how: CniInstallation): Promise<void>
  removeControlPlaneTaint(): Promise<void>
  /** @returns what of the objects is left aside knowingly, with the reason. */
  apply(objects: readonly KubernetesObject[], how: ApplyOptions): Promise<readonly Issue[]>
  /** Takes objects out, with their pods; waits until these are gone. What is absent is fine. */
  remove(objects: readonly KubernetesObject[], how: RemoveOptions): Promise<void>
  /** Ends a pod; waits until it is gone, and until what it belongs to runs anew. */
  removePod(pod: Pick<PodRecord, 'namespace' | 'name'>, how: RemoveOptions): Promise<void>
  /** Adds the nodes that grown documents have, and the lab has not. */
  addNodes(grown: GrownDocuments, signal?: AbortSignal): Promise<void>
  /** Ends the lab, whatever its lifetime. */
  destroy(): Promise<void>
  /** Ends this connection; a persistent lab stays. */
  close(): void | Promise<void>
}

/** How to attach a fabric. */
export interface FabricAttachment {
  /** Default `auto`: what has wired the fabric already, else containerlab where it works, else the built-in wiring. */
  readonly driver?: FabricDriverChoice
  /** Use bridges of the machine that a topology names which was parsed from a text. Default false. */
  readonly trust?: boolean
  readonly signal?: AbortSignal
}

/** How to apply objects. */
export interface ApplyOptions {
  readonly timeoutMs: number
  /** Never pull an image. */
  readonly offline?: boolean
  readonly signal?: AbortSignal
}

/** How to take objects or pods out. */
export interface RemoveOptions {
  readonly timeoutMs: number
}

/** How to install a CNI. */
export interface CniInstallation {
  readonly timeoutMs: number
  /** Refuse when the CNI finds another address for a node than the kind config declares. */
  readonly verifyAddresses: boolean
  /** A version, or the manifest itself: a URL, a path, or YAML. Default: the newest version that is known. */
  readonly version?: string
  readonly manifest?: string
  /** Never pull an image, never download a manifest. */
  readonly offline?: boolean
  readonly signal?: AbortSignal
}

/** How to install Calico. */
export interface CalicoInstallation extends CniInstallation {
  /** Where Calico's images come from, in place of `docker.io` or `quay.io`. */
  readonly registry?: string
}

/** What the lab's documents and its CNI say, derived. */
export interface LabModel {
  readonly cluster: ClusterModel
  readonly fabric: FabricModel | undefined
  readonly cni: InstalledCni | undefined
  /** Each node's addresses in Docker's network, by short name, IPv4 first: how `outside` reaches it. */
  readonly dockerAddresses: Readonly<Record<string, readonly string[]>>
  /** `key:effect` of each node as seen last, by short name. */
  readonly taints: Readonly<Record<string, readonly string[]>>
}

/** A CNI's datapath, and whether the CNI itself programs it. */
export interface InstalledCni extends CniModel {
  readonly how: 'real' | 'modelled'
  /** Calico's settings in full, where it is modelled. */
  readonly calico?: CalicoSettings
}
