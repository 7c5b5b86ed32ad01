import type { Encapsulation } from '../flow/encapsulation.ts'
import type { FlowQuery } from '../flow/find-flow.ts'
import type { EncapsulationMode } from '../rule/encapsulation-rule.ts'

/** What the lab was told, so that a failure can say why; each part is optional. */
export interface EncapContext {
  /** Whose options the reason names; default Calico's. */
  readonly cni?: 'calico' | 'flannel'
  /** The pool's IPIP mode. */
  readonly ipip?: EncapsulationMode
  /** The pool's VXLAN mode. */
  readonly vxlan?: EncapsulationMode
  /**
   * The nodes' addresses with their masks, as the CNI recorded them, of each family: `{ name: 'worker', address: '10.1.5.11/24' }`.
   * `declared` is the node-ip, where that is another address.
   */
  readonly nodes?: readonly { readonly name: string; readonly address: string; readonly declared?: string }[]
  /** Names of the nodes that `from` and `to` are on. */
  readonly fromNode?: string
  readonly toNode?: string
}

/** What `judgeEncap` is asked. */
export interface EncapQuestion extends FlowQuery {
  /** How the flow should be carried, in both directions unless `direction` says otherwise. */
  readonly expect: Encapsulation
  /**
   * The tap or taps that must all have seen it so.
   * By default all that see what leaves a node: no tunnel device, no pod's; those that saw the flow must agree.
   */
  readonly at?: string | readonly string[]
  /** Outer addresses of the forward direction, swapped for the reverse; not looked at when `none` is expected. */
  readonly outer?: { readonly src: string; readonly dst: string }
  readonly context?: EncapContext
}
