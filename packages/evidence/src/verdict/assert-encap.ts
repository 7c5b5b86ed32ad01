import type { TappedCapture } from '../capture/tapped-capture.ts'
import { judgeEncap } from './judge-encap.ts'
import type { EncapQuestion } from './question.ts'
import { requirePass } from './require-pass.ts'
import type { EncapVerdict } from './verdict.ts'

/**
 * Proves how a flow is encapsulated, and gives the verdict that passed.
 *
 * @throws AssertionError when packets of the flow are carried otherwise; its message says where, how, and why.
 * @throws InconclusiveError when a tap saw no packet of the flow, lost packets, or was not captured.
 * @example
 * ```ts
 * const verdict = assertEncap(capture, {
 *   at: 'control-plane:net0', from: '10.98.81.4', to: '10.98.193.193', expect: 'ipip',
 *   outer: { src: '10.1.5.10', dst: '10.1.8.10' },
 * })
 * console.log(verdict.summary)
 * ```
 * @see https://docs.tigera.io/calico/latest/networking/configuring/vxlan-ipip
 */
export function assertEncap(capture: TappedCapture, question: EncapQuestion): EncapVerdict {
  return requirePass(judgeEncap(capture, question))
}
