import { familyOf } from '@underlay/configs'
import type { PathDecision } from '../../path/prediction.ts'
import { hostOf, isOwn, sourceFor } from '../network/addresses.ts'
import type { VirtualDevice, VirtualNetwork, VirtualPlace, VirtualRoute } from '../network/place.ts'
import { PredictionError } from '../prediction-error.ts'
import { withPorts } from './connections.ts'
import { encapsulate } from './encapsulate.ts'
import { findNeighbour, type Neighbour } from './neighbour.ts'
import { forwarded, outermost, type Macs, type PacketUnderWay, type PlainPacket } from './packet.ts'
import { lookUp } from './route-lookup.ts'
import { masquerade } from './source-nat.ts'
import { Trail, type HopDetails, type RouteQuestion } from './trail.ts'
import { translate, type Translated, type TranslationOptions } from './translate.ts'
import type { Walked } from './walked.ts'

const MOST_STEPS = 64

const loopback: VirtualDevice = { name: 'lo', mtuBytes: 65_536, addresses: [] }

/** Follows a packet from the place that sends it, device by device, as each kernel on its way would send it on. */
export function walk(
  network: VirtualNetwork,
  from: VirtualPlace,
  packet: PlainPacket,
  options: TranslationOptions,
): Walked {
  const { connections } = options
  const trail = new Trail()
  let pending: PathDecision[] = []
  let marked: string | undefined
  return send(from, { plain: packet })

  function send(place: VirtualPlace, under: PacketUnderWay): Walked {
    const { packet: plain, refusal } = translated(place, under.plain)
    if (refusal !== undefined) return trail.lost(place.name, refusal)
    if (isOwn(place, plain.destination)) return byLoopback(place, plain)
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
      const { packet: plain, refusal } = translated(place, under.plain)
      // The source of an answer is changed back when its route is chosen.
      return refusal === undefined ? route(place, device, { plain }, source) : trail.lost(place.name, refusal)
    }
    const { envelope } = under
    const family = familyOf(envelope.destination)
    if (!isOwn(place, envelope.destination)) return route(place, device, under, envelope.source)
    const tunnel = place.devices.find((each) => {
      const { encapsulation, port, local = envelope.destination } = each.tunnel ?? {}
      return encapsulation === envelope.encapsulation && port === envelope.port && familyOf(local) === family
    })
    if (tunnel?.tunnel === undefined)
      return trail.lost(place.name, `${place.name} has no ${envelope.encapsulation} device, and drops what comes in it`)
    if (tunnel.tunnel.senders?.has(envelope.source) === false)
      return trail.lost(
        place.name,
        `${place.name} takes ${envelope.encapsulation} from nodes' addresses only, and ${envelope.source} is none`,
      )
    const inner = { plain: under.plain }
    const link = envelope.encapsulation === 'ipip' ? 'raw' : (envelope.macs ?? {})
    const text = `${envelope.source}'s ${envelope.encapsulation} header ends here`
    trail.add(
      { place, device: tunnel, motion: 'in', under: inner, link },
      { decisions: [{ kind: 'encapsulation', text }] },
      'link',
    )
    return comeIn(place, tunnel, inner)
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
    const changed = before.envelope === undefined ? sentBy(place, device, next, before.plain) : undefined
    const under: PacketUnderWay = changed ? { plain: changed.packet } : before
    const source = isOrigin ? sourceOf(place, device, found, next) : undefined
    const decisions = [...pending, found.decision, ...(changed?.decision ? [changed.decision] : [])]
    pending = []
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
      : ontoLink(place, device, next, under, details)
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

  function ontoLink(
    place: VirtualPlace,
    device: VirtualDevice,
    next: string,
    under: PacketUnderWay,
    details: HopDetails,
  ): Walked {
    const neighbour = findNeighbour(network, { place, device }, next)
    if (neighbour === undefined)
      return trail.lost(place.name, `nobody on the link of ${place.name}:${device.name} answers for ${next}`)
    const destination = neighbour.device.mac
    const macs: Macs = {
      ...(device.mac !== undefined && { source: device.mac }),
      ...(destination !== undefined && { destination }),
    }
    const text = `${next} is ${neighbour.place.name}:${neighbour.device.name}${destination === undefined ? '' : `, ${destination}`}`
    const decisions = [...(details.decisions ?? []), { kind: 'neighbour', text } as const]
    trail.add({ place, device, motion: 'out', under, link: macs }, { ...details, decisions }, 'router')
    return alongLink(neighbour, under, macs)
  }

  function alongLink(neighbour: Neighbour, under: PacketUnderWay, macs: Macs): Walked {
    let passing = under
    let isBridged = false
    for (const { place: name, device: port, motion } of neighbour.steps) {
      const at = network.get(name)
      const passed = at?.devices.find((each) => each.name === port)
      if (at === undefined || passed === undefined) continue
      if (isBridged && passed === neighbour.device) return intoBridge(at, passed, passing.plain, macs)
      // From one port to another: an answer gets its source back on the way.
      if (isBridged) passing = { plain: translated(at, passing.plain).packet }
      trail.add({ place: at, device: passed, motion, under: passing, link: macs }, { decisions: taken() }, 'link')
      isBridged = motion === 'in' && passed.bridge !== undefined && isFiltered(at, passing)
    }
    return comeIn(neighbour.place, neighbour.device, passing)
  }

  /** What is for the place is given its destination at the port; where that is by the same bridge, it is only passed on. */
  function intoBridge(at: VirtualPlace, bridge: VirtualDevice, plain: PlainPacket, macs: Macs): Walked {
    const { packet, refusal } = translated(at, plain)
    if (refusal !== undefined) return trail.lost(at.name, refusal)
    const isChanged = packet.destination !== plain.destination && !isOwn(at, packet.destination)
    if (isChanged && routeAt(at, packet.destination)?.device === bridge.name) {
      const neighbour = findNeighbour(network, { place: at, device: bridge }, packet.destination)
      if (neighbour === undefined)
        return trail.lost(at.name, `nobody on ${at.name}'s ${bridge.name} answers for ${packet.destination}`)
      const sent = sentBy(at, bridge, packet.destination, packet)
      if (sent.decision) pending.push(sent.decision)
      // Whose hardware address the frame has as its source is not always the same.
      const { mac } = neighbour.device
      return alongLink(neighbour, { plain: sent.packet }, mac === undefined ? {} : { destination: mac })
    }
    // Of an answer the source is changed back only when it leaves.
    const { sourcePort } = plain.message
    const shown = {
      ...packet,
      source: plain.source,
      message: withPorts(packet.message, sourcePort, packet.message.port),
    }
    trail.add({ place: at, device: bridge, motion: 'in', under: { plain: shown }, link: macs }, {}, 'link')
    return route(at, bridge, { plain: packet }, plain.source)
  }

  /** The packet as a place sends it on, with another source where it masquerades. */
  function sentBy(
    place: VirtualPlace,
    device: VirtualDevice,
    next: string,
    plain: PlainPacket,
  ): { readonly packet: PlainPacket; readonly decision?: PathDecision } {
    const isFirst = connections.isFirst(place.name, plain)
    const changed = isFirst ? masquerade(place, { device, next }, plain, marked) : undefined
    marked = undefined
    if (changed) connections.remember(place.name, plain, changed.packet)
    const { packet } = changed ?? { packet: plain }
    connections.see(place.name, packet)
    return { packet, ...(changed && { decision: changed.decision }) }
  }

  function taken(): readonly PathDecision[] {
    const decisions = pending
    pending = []
    return decisions
  }

  // What a place sends to itself passes `lo`, and no other device.
  function byLoopback(place: VirtualPlace, plain: PlainPacket): Walked {
    const none = '00:00:00:00:00:00'
    const text = `${plain.destination} is an address of ${place.name} itself`
    const question = { destination: plain.destination, source: plain.source }
    trail.add(
      { place, device: loopback, motion: 'out', under: { plain }, link: { source: none, destination: none } },
      {
        route: { device: loopback.name, source: plain.source, question },
        decisions: [...pending, { kind: 'route', text }],
        isOrigin: true,
      },
      'router',
    )
    pending = []
    return trail.arrived(place.name, plain)
  }

  function translated(place: VirtualPlace, plain: PlainPacket): Translated {
    const outcome = translate(place, plain, options)
    trail.choices = outcome.choices ?? trail.choices
    if (outcome.decision) pending.push(outcome.decision)
    marked = outcome.masqueraded ?? marked
    return outcome
  }
}

function isFiltered({ filtersBridges = [] }: VirtualPlace, { plain, envelope }: PacketUnderWay): boolean {
  return envelope === undefined && filtersBridges.includes(familyOf(plain.destination))
}

function sourceOf(
  place: VirtualPlace,
  device: VirtualDevice,
  { source }: VirtualRoute,
  next: string,
): string | undefined {
  return source === undefined ? sourceFor(place, device, next) : hostOf(source)
}

function routeAt(place: VirtualPlace, destination: string): VirtualRoute | undefined {
  const found = lookUp(place.routes, destination)
  // Of what is told by BGP the documents know nothing; a network of its own no neighbour takes away.
  if (place.learns === undefined || (found !== undefined && found.nextHop === undefined)) return found
  throw new PredictionError(
    `${place.name}'s route to ${destination} is not in the documents: ${place.learns}`,
    `ask the kernel: ip route get ${destination}`,
  )
}
