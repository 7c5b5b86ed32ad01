/** The steps that bring a lab up, in their order. */
export type UpStepName = 'create' | 'attach' | 'cni' | 'taint' | 'workload'

/** What a step would do, and why. Plain data. */
export interface PlannedStep {
  readonly step: UpStepName
  /**
   * `make`: it is not there. `keep`: it is; what is missing of it is made. `change`: it is there with other settings.
   * `skip`: the definition does not ask for it. `refuse`: nothing is done before the fix.
   */
  readonly action: 'make' | 'keep' | 'change' | 'skip' | 'refuse'
  readonly reason: string
  /** Of a refusal: the next thing to do. */
  readonly fix?: string
  /** Of a refusal for want of trust: each line that asks for it. */
  readonly requests?: readonly string[]
}
