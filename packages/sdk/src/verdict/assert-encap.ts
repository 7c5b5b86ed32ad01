import {
  InconclusiveError,
  judgeEncap,
  requirePass,
  type EncapContext,
  type EncapQuestion,
  type EncapVerdict,
} from '@underlay/evidence'
import { cidrContains, familyOf, isIp, type IpFamily } from '@underlay/configs'
import type { Capture } from '../capture/capture.ts'
import { noteVerdict } from '../capture/note-verdict.ts'
import type { Endpoint } from '../cluster/cluster.ts'
import type { LabModel } from '../engine/engine.ts'
import { addressOf } from '../traffic/address-of.ts'
import type { Pod } from '../workload/deploy-workload.ts'

/** A question to a capture: how does what goes between two endpoints look on the wire? */
export interface LabEncapQuestion extends Omit<EncapQuestion, 'from' | 'to' | 'context'> {
  /** An endpoint, or an address of either family. */
  readonly from: Endpoint | string
  readonly to: Endpoint | string
  /** Which of the endpoints' addresses make the flow; default the first, in a dual-stack lab mostly IPv4. */
  readonly family?: IpFamily
}

/**
 * Asserts the encapsulation of a flow at a tap, both directions.
 *
 * @param question `at` is a tap; left out, all taps that are no tunnel devices. `expect` is `none`, `ipip` or `vxlan`.
 * @returns the verdict, with what was found at each tap.
 * @throws LabError when an end has no address of the family.
 * @throws AssertionError when the wire shows something else; the message says what, where and why.
 * @throws InconclusiveError when the tap did not see the flow, or lost packets: no verdict without evidence. A node's own packets
 *   have its tunnel device's address where they go through it.
 * @example
 * assertEncap(cap, { at: 'control-plane:net0', from: app.on('control-plane'), to: app.on('worker2'), expect: 'ipip' })
 */
export function assertEncap(capture: Capture, { from, to, family, ...question }: LabEncapQuestion): EncapVerdict {
  // A text that is no address is a question without an answer: the verdict says so.
  const [own = '', peer = ''] = [from, to].map((end) => (typeof end === 'string' ? end : addressOf(end, family)))
  const context = { ...contextOf(capture.cluster.internals.model(), peer), ...nodesOf(from, to) }
  const verdict = judgeEncap(capture, { ...question, from: own, to: peer, context })
  noteVerdict(capture, verdict, offendingPackets(verdict))
  const advice = tunnelSource(capture.cluster.internals.model(), from, to)
  if (verdict.outcome !== 'inconclusive' || advice === undefined) return requirePass(verdict)
  throw new InconclusiveError(`${verdict.message}\n  ${advice}`, verdict)
}

/** The first packet of each tap and direction that shows the contrary. */
function offendingPackets({ taps }: EncapVerdict): readonly number[] {
  return taps.flatMap(({ forward, reverse }) =>
    [forward, reverse].flatMap(({ firstOffending }) => firstOffending?.packet.number ?? []),
  )
}

// The kernel takes a tunnel device's own address for what a node itself sends through it.
function tunnelSource({ cni }: LabModel, ...ends: readonly (Endpoint | string)[]): string | undefined {
  const node = ends.find((end) => typeof end === 'object' && 'dockerAddress' in end) as Endpoint | undefined
  const device = cni?.tunnel?.device
  if (node === undefined || device === undefined) return undefined
  return `${node.place} itself sends through ${device} with that device's address: ask for it, as interfaces(cluster.node('${node.place}')) has it`
}

// Why a packet travels as it does, for the message of a failure.
function contextOf({ cni, cluster, fabric }: LabModel, peer: string): EncapContext {
  if (cni === undefined) return {}
  const nodes = cluster.nodes.flatMap(({ name, shortName, nodeIps }) => {
    const known = cni.nodes[name]
    if (known === undefined) return []
    // flannel records no prefix; it goes by the interface's.
    const declared = fabric?.servers.find(({ node }) => node === name)?.addresses ?? []
    return (known.addresses ?? [known.address]).map((recorded) => {
      const address = declared.find((entry) => entry.address.split('/')[0] === recorded)?.address ?? recorded
      const nodeIp = nodeIps.find((ip) => familyOf(ip) === familyOf(recorded))
      const isOther = nodeIp !== undefined && nodeIp !== recorded.split('/')[0]
      return { name: shortName, address, ...(isOther && { declared: nodeIp }) }
    })
  })
  // The receiver's pool decides.
  const { ipip, vxlan } = cni.pools.find(({ cidr }) => isIp(peer) && cidrContains(cidr, peer)) ?? cni
  return { cni: cni.name, ipip, vxlan, nodes }
}

function nodesOf(from: Endpoint | string, to: Endpoint | string): { fromNode?: string; toNode?: string } {
  const [fromNode, toNode] = [from, to].map((endpoint) =>
    typeof endpoint === 'object' && 'node' in endpoint ? (endpoint as Pod).node : undefined,
  )
  return { ...(fromNode !== undefined && { fromNode }), ...(toNode !== undefined && { toNode }) }
}
