import { printable } from '@underlay/packet'
import type { TappedCapture } from '../capture/tapped-capture.ts'
import type { FlowQuery } from '../flow/find-flow.ts'
import { findFlow } from '../flow/find-flow.ts'
import type { FlowPacket } from '../flow/flow-packet.ts'
import { InconclusiveError } from '../verdict/inconclusive-error.ts'
import { comparePackets } from './compare-packets.ts'
import type { Comparison, PacketPair } from './comparison.ts'
import { groupByKey } from './packet-key.ts'

/** Which flow to compare, and where. */
export interface AcrossQuery extends Omit<FlowQuery, 'at'> {
  /** Two taps, in the order in which a packet from `from` passes them. */
  readonly taps: readonly [string, string]
}

/**
 * Finds the packets of a flow that two taps both saw, and what changed between them: behind a router the outer TTL is
 * one lower and the MAC addresses are others. Packets are matched by what they are, not by time; a reply passes the
 * second tap before the first, and is compared that way round.
 *
 * @throws InconclusiveError when a tap was not captured, or when no packet of the flow was seen at both.
 * @example
 * ```ts
 * const across = compareAcross(capture, { from: '10.98.81.4', to: '10.98.193.193', taps: ['gw0:eth1', 'gw0:eth2'] })
 * across.ttlSteps // { outer: -1, inner: 0 }
 * across.innerUntouched // true
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc1812#section-5.3.1
 */
export function compareAcross(capture: TappedCapture, query: AcrossQuery): Comparison {
  const [first, second] = query.taps
  const names = capture.interfaces.map(({ tap }) => tap)
  const missing = query.taps.find((tap) => !names.includes(tap))
  if (missing !== undefined) {
    throw new InconclusiveError(`${printable(missing)} was not captured; taps are ${names.map(printable).join(', ')}`)
  }
  const flow = findFlow(capture, { ...query, at: query.taps })
  const atFirst = flow.filter(({ tap }) => tap === first)
  const atSecond = flow.filter(({ tap }) => tap === second)
  const { pairs, unpaired } = pairUp(atFirst, atSecond)
  if (pairs.length === 0) {
    const seen = `${printable(first)} saw ${atFirst.length} packets between ${query.from} and ${query.to}, ${printable(second)} ${atSecond.length}`
    throw new InconclusiveError(`no packet was seen at both taps: ${seen}`)
  }
  return describe(query.taps, pairs, unpaired)
}

function pairUp(
  atFirst: readonly FlowPacket[],
  atSecond: readonly FlowPacket[],
): { pairs: readonly PacketPair[]; unpaired: readonly FlowPacket[] } {
  const firsts = groupByKey(atFirst)
  const seconds = groupByKey(atSecond)
  const pairs: PacketPair[] = []
  const unpaired: FlowPacket[] = []
  for (const key of new Set([...firsts.keys(), ...seconds.keys()])) {
    const ones = firsts.get(key) ?? []
    const others = seconds.get(key) ?? []
    const count = Math.min(ones.length, others.length)
    unpaired.push(...ones.slice(count), ...others.slice(count))
    for (const [index, one] of ones.slice(0, count).entries()) {
      const other = others[index] ?? one
      const [before, after] = one.direction === 'forward' ? [one, other] : [other, one]
      pairs.push({ before, after, differences: comparePackets(before, after) })
    }
  }
  return { pairs, unpaired }
}

function describe(
  taps: readonly [string, string],
  pairs: readonly PacketPair[],
  unpaired: readonly FlowPacket[],
): Comparison {
  const differences = pairs.flatMap((pair) => pair.differences)
  const innerUntouched = !differences.some(({ part }) => part === 'inner')
  const outer = commonStep(
    pairs,
    ({ before, after }) => before.outer && after.outer && after.outer.ttl - before.outer.ttl,
  )
  const inner = commonStep(pairs, ({ before, after }) => after.inner.ttl - before.inner.ttl)
  const changes = [
    outer === undefined ? '' : `outer ttl ${formatStep(outer)}`,
    innerUntouched ? 'inner untouched' : `inner ttl ${inner === undefined ? 'varies' : formatStep(inner)}`,
  ].filter((change) => change !== '')
  const missed = unpaired.length > 0 ? `, ${unpaired.length} seen once` : ''
  return {
    taps,
    pairs,
    unpaired,
    changedFields: [...new Set(differences.map(({ field }) => field))].sort(),
    innerUntouched,
    ttlSteps: { ...(outer !== undefined && { outer }), ...(inner !== undefined && { inner }) },
    summary: `${taps.map(printable).join(' → ')}  ${pairs.length} packets${missed}  ${changes.join(', ')}`,
  }
}

function commonStep(pairs: readonly PacketPair[], step: (pair: PacketPair) => number | undefined): number | undefined {
  const steps = new Set(pairs.map((pair) => step(pair)))
  return steps.size === 1 ? steps.values().next().value : undefined
}

function formatStep(step: number): string {
  if (step === 0) return 'unchanged'
  return step > 0 ? `+${step}` : `−${-step}`
}
