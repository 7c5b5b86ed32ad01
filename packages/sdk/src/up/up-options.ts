import type { CreateOptions } from '../cluster/create-kind-cluster.ts'
import type { InstallOptions } from '../cluster/install-options.ts'
import type { FabricDriverChoice } from '../fabric/containerlab/driver.ts'
import type { UpStepName } from './planned-step.ts'

/** One step of bringing a lab up. */
export interface UpStep {
  readonly name: UpStepName
  /** What it does, for people. */
  readonly title: string
  /** Does it; resolves with what is there then. */
  run(say: (line: string) => void): Promise<string>
}

/** How to bring a lab up. */
export interface UpOptions
  extends
    Pick<CreateOptions, 'engine' | 'host' | 'lifetime' | 'image' | 'toolsImage' | 'offline' | 'onProgress'>,
    Pick<InstallOptions, 'version' | 'manifest'> {
  /** What wires the fabric on the kind engine, default `auto`. */
  readonly driver?: FabricDriverChoice
  /** Do what documents ask for that were read from a text, as for `attachClabFabric`. Default false. */
  readonly trust?: boolean
  /**
   * End a lab of that name first, as `containerlab deploy --reconfigure` does: once the plan refuses nothing, and it is
   * known that this machine can make the new one. Default false.
   */
  readonly reconfigure?: boolean
  /** Ends it; a lab that this call made goes, one that was there stays, unless `reconfigure` has ended it. */
  readonly signal?: AbortSignal
  /** Runs the steps, in their order, each once. Default: one after another, which tells `onProgress` what each step says. */
  readonly runSteps?: (steps: readonly UpStep[]) => Promise<void>
}
