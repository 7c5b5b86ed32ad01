import type { CalicoOptions } from '../calico/settings.ts'
import type { ClabTopology } from '../clab/topology.ts'
import type { FlannelOptions } from '../flannel/settings.ts'
import type { KindConfig } from '../kind/config.ts'
import type { KubernetesObject } from '../workload/manifest.ts'

/** All documents of a lab: what is to be there. Plain data. */
export interface LabDefinition {
  /** The lab's name, which is the kind config's. */
  readonly name: string
  readonly kind: KindConfig
  readonly clab?: ClabTopology
  /** The texts that the topology binds, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** A lab has Calico, or flannel, or no CNI yet. */
  readonly calico?: CalicoOptions
  readonly flannel?: FlannelOptions
  readonly workload?: readonly KubernetesObject[]
}
