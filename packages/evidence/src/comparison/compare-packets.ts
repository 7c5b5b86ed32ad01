import type { FieldValue, Layer } from '@underlay/packet'
import { isIp } from '../flow/encapsulation.ts'
import type { FlowPacket } from '../flow/flow-packet.ts'
import type { FieldDifference } from './comparison.ts'
import { comparedFields } from './packet-key.ts'

/**
 * What differs between one packet's two appearances. Layers are matched from the inside, so that a packet inside of a
 * tunnel device meets itself inside of the tunnel; then the link headers.
 */
export function comparePackets(
  before: Pick<FlowPacket, 'layers' | 'tunnels'>,
  after: Pick<FlowPacket, 'layers' | 'tunnels'>,
): readonly FieldDifference[] {
  const tunnels = [before, after].map((packet) => packet.tunnels.join(' ') || 'none')
  const encapsulation: FieldDifference = {
    field: 'encapsulation',
    part: 'outer',
    before: tunnels[0],
    after: tunnels[1],
  }
  return [
    ...(tunnels[0] === tunnels[1] ? [] : [encapsulation]),
    ...matchLayers(before.layers, after.layers).flatMap(([from, to]) => compareLayers(before.layers, from, to)),
  ]
}

function matchLayers(before: readonly Layer[], after: readonly Layer[]): readonly (readonly [Layer, Layer])[] {
  const pairs: (readonly [Layer, Layer])[] = []
  for (let depth = 1; depth <= Math.min(before.length, after.length); depth++) {
    const [from, to] = [before.at(-depth), after.at(-depth)]
    if (from === undefined || to === undefined || from.name !== to.name) break
    pairs.unshift([from, to])
  }
  const [first, other] = [before[0], after[0]]
  const isOpen =
    first?.name === 'eth' && other?.name === 'eth' && !pairs.some(([from, to]) => from === first || to === other)
  return isOpen ? [[first, other], ...pairs] : pairs
}

function compareLayers(layers: readonly Layer[], from: Layer, to: Layer): readonly FieldDifference[] {
  const index = layers.indexOf(from)
  const occurrence = layers.slice(0, index + 1).filter(({ name }) => name === from.name).length
  const innermost = layers.findLastIndex((layer) => isIp(layer))
  const part = index >= innermost ? 'inner' : 'outer'
  const before = new Map<string, FieldValue>(comparedFields(from))
  const after = new Map<string, FieldValue>(comparedFields(to))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({ field: `${name}#${occurrence}`, part, before: before.get(name), after: after.get(name) }))
}
