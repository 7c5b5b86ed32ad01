import { familyOf } from '@underlay/configs'
import { isOwn } from '../network/addresses.ts'
import type { VirtualDevice, VirtualPlace } from '../network/place.ts'
import { withPorts } from './connections.ts'
import type { Journey } from './journey.ts'
import { findNeighbour, type Neighbour } from './neighbour.ts'
import type { Macs, PacketUnderWay, PlainPacket } from './packet.ts'
import { routeAt } from './route-at.ts'
import type { HopDetails } from './trail.ts'
import type { Walked } from './walked.ts'

/** Where a frame comes in, or how its way ends before. */
export type Arrival =
  | { readonly lost: Walked }
  | {
      readonly lost?: never
      readonly place: VirtualPlace
      readonly device: VirtualDevice
      readonly under: PacketUnderWay
      /** The source before, where the port has changed the packet's addresses already. */
      readonly translatedFrom?: string
    }

/** Sends a packet by a device to the next hop, as a frame, as far as a place takes it. */
export function ontoLink(
  journey: Journey,
  { place, device }: { readonly place: VirtualPlace; readonly device: VirtualDevice },
  next: string,
  { under, details }: { readonly under: PacketUnderWay; readonly details: HopDetails },
): Arrival {
  const { network, trail } = journey
  const neighbour = findNeighbour(network, { place, device }, next)
  if (neighbour === undefined) {
    const reason = `nobody on the link of ${place.name}:${device.name} answers for ${next}`
    return { lost: trail.lost(place.name, reason) }
  }
  const destination = neighbour.device.mac
  const macs: Macs = {
    ...(device.mac !== undefined && { source: device.mac }),
    ...(destination !== undefined && { destination }),
  }
  const text = `${next} is ${neighbour.place.name}:${neighbour.device.name}${destination === undefined ? '' : `, ${destination}`}`
  const decisions = [...(details.decisions ?? []), { kind: 'neighbour', text } as const]
  trail.add({ place, device, motion: 'out', under, link: macs }, { ...details, decisions }, 'router')
  return alongLink(journey, neighbour, under, macs)
}

// From port to port, until a place takes the frame.
function alongLink(journey: Journey, neighbour: Neighbour, under: PacketUnderWay, macs: Macs): Arrival {
  const { network, trail } = journey
  let passing = under
  let isBridged = false
  for (const { place: name, device: port, motion } of neighbour.steps) {
    const at = network.get(name)
    const passed = at?.devices.find((each) => each.name === port)
    if (at === undefined || passed === undefined) continue
    if (isBridged && passed === neighbour.device) return intoBridge(journey, at, passed, passing.plain, macs)
    // From one port to another: an answer gets its source back on the way.
    if (isBridged) passing = { plain: journey.translated(at, passing.plain).packet }
    trail.add({ place: at, device: passed, motion, under: passing, link: macs }, { decisions: journey.taken() }, 'link')
    isBridged = motion === 'in' && passed.bridge !== undefined && isFiltered(at, passing)
  }
  return { place: neighbour.place, device: neighbour.device, under: passing }
}

/** What is for the place is given its destination at the port; where that is by the same bridge, it is only passed on. */
function intoBridge(
  journey: Journey,
  at: VirtualPlace,
  bridge: VirtualDevice,
  plain: PlainPacket,
  macs: Macs,
): Arrival {
  const { network, trail } = journey
  const { packet, refusal } = journey.translated(at, plain)
  if (refusal !== undefined) return { lost: trail.lost(at.name, refusal) }
  const isChanged = packet.destination !== plain.destination && !isOwn(at, packet.destination)
  if (isChanged && routeAt(at, packet.destination)?.device === bridge.name) {
    const neighbour = findNeighbour(network, { place: at, device: bridge }, packet.destination)
    if (neighbour === undefined)
      return { lost: trail.lost(at.name, `nobody on ${at.name}'s ${bridge.name} answers for ${packet.destination}`) }
    const sent = journey.sentBy(at, bridge, packet.destination, packet)
    if (sent.decision) journey.note(sent.decision)
    // Whose hardware address the frame has as its source is not always the same.
    const { mac } = neighbour.device
    return alongLink(journey, neighbour, { plain: sent.packet }, mac === undefined ? {} : { destination: mac })
  }
  // Of an answer the source is changed back only when it leaves.
  const { sourcePort } = plain.message
  const shown = {
    ...packet,
    source: plain.source,
    message: withPorts(packet.message, sourcePort, packet.message.port),
  }
  trail.add({ place: at, device: bridge, motion: 'in', under: { plain: shown }, link: macs }, {}, 'link')
  return { place: at, device: bridge, under: { plain: packet }, translatedFrom: plain.source }
}

function isFiltered({ filtersBridges = [] }: VirtualPlace, { plain, envelope }: PacketUnderWay): boolean {
  return envelope === undefined && filtersBridges.includes(familyOf(plain.destination))
}
