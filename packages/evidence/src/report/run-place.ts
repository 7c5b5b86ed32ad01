/** Where a lab runs, as every record of it says: captures, reports, recorded notebooks. */
export interface RunPlace {
  readonly lab: string
  readonly engine: string
  /** The kind of machine: `local`, `microvm`, `docker`. */
  readonly host: string
  readonly kernel: string
  /** `modelled calico`, `real flannel`; `none` before there is one. */
  readonly cni: string
}
