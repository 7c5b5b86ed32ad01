import { canonicalHost, isIpv6 } from '../flow/canonical.ts'
import type { FlowPacket } from '../flow/flow-packet.ts'
import { parseCidr } from '../rule/cidr.ts'
import type { EncapsulationMode } from '../rule/encapsulation-rule.ts'
import { shouldEncapsulate } from '../rule/encapsulation-rule.ts'
import { explainFlannel, type Hop } from './explain-flannel.ts'
import type { EncapContext, EncapQuestion } from './question.ts'

/** Why the lab carried a packet as it did, from what the lab was told; undefined when that does not explain it. */
export function explain(packet: FlowPacket, question: EncapQuestion): string | undefined {
  const { encapsulation } = packet
  const { context = {}, expect } = question
  if (encapsulation === 'other') return undefined
  if (encapsulation === expect) return explainOuter(packet)
  const hop = findHop(packet, question, context)
  if (context.cni === 'flannel') {
    const { ipip, vxlan } = context
    return explainFlannel({ seen: encapsulation, expect, ipip, vxlan, hop })
  }
  const seen = encapsulation === 'none' ? undefined : context[encapsulation]
  if (encapsulation !== 'none' && seen !== undefined && seen !== 'Never' && expect !== 'none') {
    return `because the lab's ${labels[encapsulation]} mode is ${seen}, not its ${labels[expect]} mode`
  }
  if (encapsulation !== 'none') return seen && explainTunnel(encapsulation, seen, hop)
  const wanted = expect === 'none' ? undefined : context[expect]
  return expect === 'none' || wanted === undefined ? undefined : explainPlain(expect, wanted, hop)
}

const labels = { ipip: 'IPIP', vxlan: 'VXLAN' } as const

function explainOuter({ outer }: FlowPacket): string {
  return `because the tunnel runs ${outer?.src ?? '?'} → ${outer?.dst ?? '?'}: check the address that the CNI recorded for each node`
}

/** It was tunnelled and should not have been. */
function explainTunnel(kind: 'ipip' | 'vxlan', mode: EncapsulationMode, hop: Hop | undefined): string {
  const label = labels[kind]
  if (mode === 'Never') return `although the lab's ${label} mode is Never: check the IPPool, it may have been changed`
  const crosses = hop && shouldEncapsulate('CrossSubnet', hop.own, hop.peer)
  const isHost = hop !== undefined && isHostPrefix(hop.own)
  if (hop !== undefined && crosses && isHost && mode === 'CrossSubnet') {
    return `because ${hop.name}'s address is ${hop.own}: a /${prefixOf(hop.own)} contains no peer, so every packet is encapsulated; record it with its subnet's mask`
  }
  if (hop !== undefined && crosses) {
    return `because ${hop.peer} is outside of ${hop.name}'s ${hop.own} and the lab's ${label} mode is ${mode}; only ${kind}: 'Never' would send it plain`
  }
  if (mode === 'Always') {
    const inside =
      hop === undefined ? '' : `: ${hop.peer} is inside of ${hop.name}'s ${hop.own}, CrossSubnet would send it plain`
    return `because the lab's ${label} mode is Always; set ${kind}: 'CrossSubnet'${inside}`
  }
  if (hop === undefined)
    return `the lab's ${label} mode is CrossSubnet: a node encapsulates when its own CIDR does not contain the peer`
  return `although ${hop.peer} is inside of ${hop.name}'s ${hop.own} and the lab's ${label} mode is CrossSubnet: check the address that the CNI recorded (${annotation(hop.own)})`
}

/** It was plain and should have been tunnelled. */
function explainPlain(kind: 'ipip' | 'vxlan', mode: EncapsulationMode, hop: Hop | undefined): string {
  const label = labels[kind]
  if (mode === 'Never') return `because the lab's ${label} mode is Never; set ${kind}: 'CrossSubnet' or 'Always'`
  if (mode === 'Always')
    return `although the lab's ${label} mode is Always: check the IPPool, and that both ends are pods of it`
  if (hop !== undefined && shouldEncapsulate(mode, hop.own, hop.peer) === false) {
    if (hop.declared !== undefined) {
      return `because the CNI recorded ${hop.own} for ${hop.name}, whose declared address is ${hop.declared}: ${hop.peer} is inside of it, so nothing is encapsulated; its address autodetection chose another interface`
    }
    return `because ${hop.peer} is inside of ${hop.name}'s ${hop.own} and the lab's ${label} mode is CrossSubnet; set ${kind}: 'Always', or narrow the mask`
  }
  if (hop !== undefined) {
    return `although ${hop.peer} is outside of ${hop.name}'s ${hop.own} and the lab's ${label} mode is CrossSubnet: check the address that the CNI recorded (${annotation(hop.own)})`
  }
  return `the lab's ${label} mode is CrossSubnet: a node sends plain when its own CIDR contains the peer`
}

/** Sender and receiver: from the outer header, else from what the question says of the nodes. */
function findHop(packet: FlowPacket, { outer }: EncapQuestion, context: EncapContext): Hop | undefined {
  // In a dual-stack lab a node stands there once with each family; the tunnel has that of its ends, a plain flow its own.
  const ofIpv6 = isIpv6((packet.outer ?? packet.inner).src)
  const nodes = (context.nodes ?? []).filter(({ address }) => isIpv6(address) === ofIpv6)
  const isForward = packet.direction === 'forward'
  const told = isForward ? outer : outer && { src: outer.dst, dst: outer.src }
  const header = packet.outer ?? told
  const names = isForward ? [context.fromNode, context.toNode] : [context.toNode, context.fromNode]
  const find = (address: string | undefined, name: string | undefined) =>
    nodes.find((node) => (address === undefined ? node.name === name : canonicalHost(node.address) === address))
  const sender = find(header?.src, names[0])
  const peer = header?.dst ?? canonicalHost(find(undefined, names[1])?.address ?? '')
  if (sender === undefined || peer === '') return undefined
  const { address: own, name, declared } = sender
  return { own, name, peer, ...(declared !== undefined && { declared }) }
}

/** Where Calico keeps what it has recorded. */
function annotation(cidr: string): string {
  return `projectcalico.org/IPv${isIpv6(cidr) ? 6 : 4}Address`
}

function prefixOf(cidr: string): number {
  return parseCidr(cidr)?.prefixLength ?? 0
}

function isHostPrefix(cidr: string): boolean {
  const parsed = parseCidr(cidr)
  return parsed !== undefined && parsed.prefixLength === parsed.address.length * 8
}
