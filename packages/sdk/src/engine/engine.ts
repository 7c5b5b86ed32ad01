import type { CalicoOptions, ClabTopology, ClusterModel, FabricModel, KubernetesObject } from '@underlay/configs'
import type { HostProcess, SpawnOptions } from '../host/host.ts'
import type { LabState } from '../lab/state.ts'

/** Getting at what a lab has: every function that only looks is built on this. */
export interface Access {
  readonly name: string
  readonly engine: 'netns'
  /** Where the lab runs, for verdicts and capture files. */
  readonly host: { readonly kind: string; readonly kernel: string; readonly accelerator: string }
  /** The lab as declared up to now. */
  readonly state: () => LabState
  readonly model: () => LabModel
  /** Starts a program at a place: a node, `pod/NAME`, a gateway, a bridge, `outside`. */
  spawn(place: string, argv: readonly string[], options?: SpawnOptions): HostProcess
  /** Writes a file that programs at a place can read. */
  write(place: string, path: string, content: string | Uint8Array): Promise<void>
}

/** Changing a lab. Each function may run twice; it then makes only what is missing. */
export interface Lifecycle {
  attach(topology: ClabTopology, files: Readonly<Record<string, string>>): Promise<void>
  installCalico(options: CalicoOptions, how: { timeoutMs: number; verifyAddresses: boolean }): Promise<void>
  removeControlPlaneTaint(): Promise<void>
  apply(objects: readonly KubernetesObject[]): Promise<void>
  /** Ends the lab, whatever its lifetime. */
  destroy(): Promise<void>
  /** Ends this connection; a persistent lab stays. */
  close(): void
}

/** What the lab's documents say, derived. */
export interface LabModel {
  readonly cluster: ClusterModel
  readonly fabric: FabricModel | undefined
}
