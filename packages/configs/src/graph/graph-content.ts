import type { CniModel } from '../cni/model.ts'

/** A pod, as a picture needs to know it. */
export interface GraphPod {
  /** As in a tap: `pod/app-worker2`. */
  readonly place: string
  /** Short name of its node. */
  readonly node: string
  readonly ips: readonly string[]
  /** The node's end of its veth pair; left out where it is not known. */
  readonly hostInterface?: string | undefined
}

/** What a graph shows besides nodes and fabric. */
export interface GraphContent {
  /** Default none. */
  readonly pods?: readonly GraphPod[]
  /** Its tunnel devices are shown; default none. */
  readonly cni?: CniModel | undefined
}
