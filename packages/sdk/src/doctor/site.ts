import type { ClusterModel } from '@underlay/configs'
import type { FoundContainerlab } from '../fabric/containerlab/find-containerlab.ts'
import type { DockerInfo } from '../docker/info.ts'
import type { DockerProblem } from '../kind/host-facts.ts'
import type { Judgement } from './finding.ts'

/** What the probes share: what is asked once, and what is examined for. */
export interface Site {
  /** The Docker Engine, or why it cannot be used; `missing` when there is no Docker command. */
  readonly docker: Promise<DockerInfo | (DockerProblem & { readonly missing: boolean })>
  readonly containerlab: Promise<FoundContainerlab | undefined>
  /** The kind cluster that there is to be room for. */
  readonly cluster: ClusterModel
  /** How long a program may take to answer. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** A probe of this machine, or of a tool on it. */
export interface Probe {
  readonly name: string
  look(site: Site): Promise<Judgement>
}
