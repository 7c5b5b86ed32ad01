import { decode, type Packet, type PathHeader, type PredictedWay, type TappedCapture } from '../../src/index.ts'

/** A packet at a tap, of those that belong to the flow, by how it is told from others. */
export type PickPacket = (packet: Packet, layers: ReturnType<typeof decode>) => boolean

/** In what the packets at the taps of a way are other than predicted; empty when in nothing. */
export function headerDifferences(way: PredictedWay, capture: TappedCapture, pick: PickPacket): string[] {
  return way.hops.flatMap(({ tap, headers }) => {
    const id = capture.interfaces.find((each) => each.tap === tap)?.id
    if (id === undefined) return [`${tap}: not captured`]
    const seen = capture.packets
      .filter(({ interfaceId }) => interfaceId === id)
      .map((packet) => ({ packet, layers: decode(packet, capture) }))
      .filter(({ packet, layers }) => pick(packet, layers))
    // A packet that a node sends back to where it came from passes the tap twice.
    const compared = seen.map(({ layers }) => differences(headers, layers))
    const closest = compared.toSorted((a, b) => a.length - b.length)[0] ?? [`no packet of the ${way.direction} way`]
    return closest.map((text) => `${tap}: ${text}`)
  })
}

function differences(headers: readonly PathHeader[], layers: ReturnType<typeof decode>): string[] {
  const names = layers.map(({ name }) => name)
  const expected = headers.map(({ name }) => name)
  if (!expected.every((name, index) => names[index] === name))
    return [`${expected.join(':')} is predicted, and ${names.join(':')} was seen`]
  return headers.flatMap(({ fields }, index) =>
    Object.entries(fields).flatMap(([field, value]) => {
      const known = (layers[index]?.fields ?? {}) as Readonly<Record<string, unknown>>
      const actual = known[field]
      return actual === value ? [] : [`${field}#${index} is predicted as ${String(value)}, and was ${String(actual)}`]
    }),
  )
}
