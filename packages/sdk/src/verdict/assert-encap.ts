import {
  assertEncap as assertEncapInCapture,
  type EncapContext,
  type EncapQuestion,
  type EncapVerdict,
} from '@underlay/evidence'
import type { Capture } from '../capture/capture.ts'
import type { Endpoint } from '../cluster/cluster.ts'
import type { LabModel } from '../engine/engine.ts'
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
  const context = contextOf(capture.cluster.internals.model(), from, to)
  return assertEncapInCapture(capture, { ...question, from: addressOf(from), to: addressOf(to), context })
}

// Why a packet travels as it does, for the message of a failure.
function contextOf({ cni, cluster, fabric }: LabModel, from: Endpoint | string, to: Endpoint | string): EncapContext {
  if (cni === undefined) return {}
  const nodes = cluster.nodes.flatMap(({ name, shortName }) => {
    const recorded = cni.nodes[name]?.address
    if (recorded === undefined) return []
    // flannel records no prefix; it goes by the interface's.
    const declared = fabric?.servers.find(({ node }) => node === name)?.addresses ?? []
    const address = declared.find((entry) => entry.address.split('/')[0] === recorded)?.address ?? recorded
    return [{ name: shortName, address }]
  })
  return { ipip: cni.ipip, vxlan: cni.vxlan, ...nodesOf(from, to), nodes }
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
