import { assertEncap as assertEncapInCapture, type EncapQuestion, type EncapVerdict } from '@underlay/evidence'
import type { Capture } from '../capture/capture.ts'
import type { Endpoint } from '../cluster/cluster.ts'
import type { Pod } from '../workload/deploy-workload.ts'

/** A question to a capture: how does what goes between two endpoints look on the wire? */
export interface LabEncapQuestion extends Omit<EncapQuestion, 'from' | 'to' | 'context'> {
  /** An endpoint, or an IPv4 address. */
  readonly from: Endpoint | string
  readonly to: Endpoint | string
}

/**
 * Asserts the encapsulation of a flow at a tap, both directions.
 *
 * @param question `at` is a tap; left out, all taps that are no tunnel devices. `expect` is `none`, `ipip` or `vxlan`.
 * @returns the verdict, with what was found at each tap.
 * @throws AssertionError when the wire shows something else; the message says what, where and why.
 * @throws InconclusiveError when the tap did not see the flow, or lost packets: no verdict without evidence.
 * @example
 * assertEncap(cap, { at: 'control-plane:net0', from: app.on('control-plane'), to: app.on('worker2'), expect: 'ipip' })
 */
export function assertEncap(capture: Capture, { from, to, ...question }: LabEncapQuestion): EncapVerdict {
  const { calico } = capture.cluster.internals.state()
  const context =
    calico === undefined
      ? {}
      : {
          ipip: calico.settings.ipip,
          vxlan: calico.settings.vxlan,
          ...nodesOf(from, to),
          nodes: Object.entries(calico.nodes).map(([name, { address }]) => ({ name, address })),
        }
  return assertEncapInCapture(capture, { ...question, from: addressOf(from), to: addressOf(to), context })
}

function nodesOf(from: Endpoint | string, to: Endpoint | string): { fromNode?: string; toNode?: string } {
  const [fromNode, toNode] = [from, to].map((endpoint) =>
    typeof endpoint === 'object' && 'node' in endpoint ? (endpoint as Pod).node : undefined,
  )
  return { ...(fromNode !== undefined && { fromNode }), ...(toNode !== undefined && { toNode }) }
}

function addressOf(endpoint: Endpoint | string): string {
  return typeof endpoint === 'string' ? endpoint : endpoint.address
}
