import { isOwn } from '../network/addresses.ts'
import type { VirtualDevice, VirtualNetwork, VirtualPlace, VirtualRoute } from '../network/place.ts'
import { ontoLink, type Arrival } from './onto-link.ts'
import { byLoopback } from './by-loopback.ts'
import { encapsulate } from './encapsulate.ts'
import { Journey } from './journey.ts'
import { forwarded, outermost, type PacketUnderWay, type PlainPacket } from './packet.ts'
import { routeAt, sourceOf } from './route-at.ts'
import { lookUp } from './route-lookup.ts'
import type { HopDetails, RouteQuestion } from './trail.ts'
import type { TranslationOptions } from './translate.ts'
import { tunnelEnd } from './tunnel-end.ts'
import type { Walked } from './walked.ts'

const MOST_STEPS = 64

/** Follows a packet from the place that sends it, device by device, as each kernel on its way would send it on. */
export function walk(
  network: VirtualNetwork,
  from: VirtualPlace,
  packet: PlainPacket,
  options: TranslationOptions,
): Walked {
  const journey = new Journey(network, options)
  const { trail } = journey
  return send(from, { plain: packet })

  function send(place: VirtualPlace, under: PacketUnderWay): Walked {
    const { packet: plain, refusal } = journey.translated(place, under.plain)
    if (refusal !== undefined) return trail.lost(place.name, refusal)
    if (isOwn(place, plain.destination)) return byLoopback(journey, place, plain)
    const route = routeAt(place, plain.destination)
    if (route === undefined)
      return trail.lost(place.name, `${place.name} has no route to ${plain.destination}: the sender is told at once`)
    if (route.type === 'blackhole')
      return trail.lost(place.name, `${route.decision.text}; what ${place.name} itself sends there fails with EINVAL`)
    const question = { destination: plain.destination, source: under.plain.source }
    return leave(place, { ...under, plain }, route, { question, isOrigin: true })
  }

  function comeIn(place: VirtualPlace, device: VirtualDevice, under: PacketUnderWay): Walked {
    if (under.envelope === undefined) {
      const { source } = under.plain
      if (place.checksSources && device.proxies && lookUp(place.routes, source)?.device !== device.name)
        return trail.lost(
          place.name,
          `${place.name} drops what comes by ${device.name} from ${source}: that is not its pod's`,
        )
      const { packet: plain, refusal } = journey.translated(place, under.plain)
      // The source of an answer is changed back when its route is chosen.
      return refusal === undefined ? route(place, device, { plain }, source) : trail.lost(place.name, refusal)
    }
    const { envelope } = under
    if (!isOwn(place, envelope.destination)) return route(place, device, under, envelope.source)
    const end = tunnelEnd(place, envelope)
    if ('refusal' in end) return trail.lost(place.name, end.refusal)
    const inner = { plain: under.plain }
    const link = envelope.encapsulation === 'ipip' ? 'raw' : (envelope.macs ?? {})
    const text = `${envelope.source}'s ${envelope.encapsulation} header ends here`
    trail.add(
      { place, device: end.device, motion: 'in', under: inner, link },
      { decisions: [{ kind: 'encapsulation', text }] },
      'link',
    )
    return comeIn(place, end.device, inner)
  }

  function route(place: VirtualPlace, device: VirtualDevice, under: PacketUnderWay, source: string): Walked {
    const { destination, ttl } = outermost(under)
    if (isOwn(place, destination)) return trail.arrived(place.name, under.plain)
    if (!place.forwards)
      return trail.lost(place.name, `${place.name} forwards nothing, and ${destination} is none of its own`)
    const found = routeAt(place, destination)
    if (found === undefined && place.isHidden)
      return trail.lost(place.name, `it leaves the lab: what becomes of it beyond is not predicted`)
    if (found === undefined)
      return trail.lost(place.name, `${place.name} has no route to ${destination}, and tells ${source} so`)
    if (found.type === 'blackhole') return trail.lost(place.name, found.decision.text)
    if (ttl <= 1) return trail.lost(place.name, `its time to live ends at ${place.name}, which tells ${source} so`)
    const question = { destination, source, inputDevice: device.name }
    return leave(place, forwarded(under), found, { question, isOrigin: false })
  }

  function leave(
    place: VirtualPlace,
    before: PacketUnderWay,
    found: VirtualRoute,
    { question, isOrigin }: { readonly question: RouteQuestion; readonly isOrigin: boolean },
  ): Walked {
    if (trail.length > MOST_STEPS) return trail.lost(place.name, `it goes round in circles at ${place.name}`)
    const device = place.devices.find(({ name }) => name === found.device)
    if (device === undefined) return trail.lost(place.name, `${place.name} has no device ${found.device}`)
    const next = found.nextHop ?? outermost(before).destination
    const changed = before.envelope === undefined ? journey.sentBy(place, device, next, before.plain) : undefined
    const under: PacketUnderWay = changed ? { plain: changed.packet } : before
    const source = isOrigin ? sourceOf(place, device, found, next) : undefined
    const decisions = [...journey.taken(), found.decision, ...(changed?.decision ? [changed.decision] : [])]
    if (place.kind === 'node' && found.decision.kind === 'encapsulation') trail.because(found.decision.text)
    const details = {
      route: {
        device: device.name,
        ...(found.nextHop !== undefined && { nextHop: found.nextHop }),
        ...(source !== undefined && { source }),
        question,
      },
      decisions,
      isOrigin,
    }
    return device.tunnel
      ? intoTunnel(place, device, found, under, details)
      : arrive(ontoLink(journey, { place, device }, next, { under, details }))
  }

  function intoTunnel(
    place: VirtualPlace,
    device: VirtualDevice,
    found: VirtualRoute,
    under: PacketUnderWay,
    details: HopDetails,
  ): Walked {
    const { plain } = under
    const outer = encapsulate(device, found, plain)
    if (outer === undefined) return trail.lost(place.name, `${device.name} knows no node at ${found.nextHop}`)
    const link = outer.encapsulation === 'ipip' ? 'raw' : (outer.macs ?? {})
    trail.add({ place, device, motion: 'out', under, link }, details, 'router')
    trail.enter(outer.encapsulation)
    const bound = device.tunnel?.underlay
    const outerRoute = lookUp(place.routes, outer.destination, bound)
    if (outerRoute === undefined)
      return trail.lost(place.name, `${place.name} has no route to ${outer.destination}${bound ? ` by ${bound}` : ''}`)
    const carrier = place.devices.find(({ name }) => name === outerRoute.device)
    const next = outerRoute.nextHop ?? outer.destination
    const source = outer.source ?? (carrier && sourceOf(place, carrier, outerRoute, next))
    if (source === undefined) return trail.lost(place.name, `${place.name} has no address for the outer header`)
    const question = { destination: outer.destination, source }
    return leave(place, { plain, envelope: { ...outer, source } }, outerRoute, { question, isOrigin: true })
  }

  function arrive(end: Arrival): Walked {
    if (end.lost !== undefined) return end.lost
    const { place, device, under, translatedFrom } = end
    return translatedFrom === undefined ? comeIn(place, device, under) : route(place, device, under, translatedFrom)
  }
}
