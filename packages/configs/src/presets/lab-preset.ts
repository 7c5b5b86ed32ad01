import type { CalicoOptions } from '../calico/settings.ts'
import type { ClabTopology } from '../clab/topology.ts'
import type { FlannelOptions } from '../flannel/settings.ts'
import type { KindConfig } from '../kind/config.ts'
import type { KubernetesObject } from '../workload/manifest.ts'

/** All documents of a lab with Calico. */
export interface LabPreset {
  /** The lab's name, which is the kind config's. */
  readonly name: string
  readonly kind: KindConfig
  readonly clab: ClabTopology
  /** The texts that the topology binds, by path. */
  readonly files: Readonly<Record<string, string>>
  readonly calico: CalicoOptions
  readonly workload: readonly KubernetesObject[]
}

/** All documents of a lab with flannel. */
export interface FlannelPreset extends Omit<LabPreset, 'calico'> {
  readonly flannel: FlannelOptions
}
