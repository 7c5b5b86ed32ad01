import { familyOf } from '@underlay/configs'
import type { Encapsulation } from '../../flow/encapsulation.ts'
import type { PathDecision } from '../../path/prediction.ts'
import { hostOf, isOwn, sourceFor } from '../network/addresses.ts'
import type { VirtualDevice, VirtualNetwork, VirtualPlace, VirtualRoute } from '../network/place.ts'
import { PredictionError } from '../prediction-error.ts'
import type { Connections } from './connections.ts'
import { encapsulate } from './encapsulate.ts'
import { headersOf } from './headers.ts'
import type { KubeProxy } from './kube-proxy.ts'
import { findNeighbour } from './neighbour.ts'
import { forwarded, outermost, overheadOf, type Macs, type PacketUnderWay, type PlainPacket } from './packet.ts'
import { lookUp } from './route-lookup.ts'
import { masquerade } from './source-nat.ts'
import type { Walked, WalkedHop } from './walked.ts'

/** What a packet meets on its way besides routes. */
export interface WalkOptions {
  readonly connections: Connections
  readonly kubeProxy: KubeProxy
  /** Which of a Service's endpoints is drawn. Default the first. */
  readonly pick?: number
}

const MOST_STEPS = 64

const loopback: VirtualDevice = { name: 'lo', mtuBytes: 65_536, addresses: [] }

/** Follows a packet from the place that sends it, device by device, as each kernel on its way would send it on. */
export function walk(
  network: VirtualNetwork,
  from: VirtualPlace,
  packet: PlainPacket,
  { connections, kubeProxy, pick = 0 }: WalkOptions,
): Walked {
  const hops: WalkedHop[] = []
  const tunnels = new Set<Encapsulation>()
  let reason: string | undefined
  let pending: PathDecision[] = []
  let marked: string | undefined
  let choices = 1
  return send(from, { plain: packet })

  function lost(at: string, why: string): Walked {
    return { hops, choices, ...carried(), lost: { at, reason: why } }
  }

  function carried(): Pick<Walked, 'encapsulation' | 'reason'> {
    const [encapsulation = 'none'] = tunnels
    return { encapsulation, ...(reason !== undefined && { reason }) }
  }

  function send(place: VirtualPlace, under: PacketUnderWay): Walked {
    const plain = translated(place, under.plain)
    if (typeof plain === 'string') return lost(place.name, plain)
    if (isOwn(place, plain.destination)) return byLoopback(place, plain)
    const route = routeAt(place, plain.destination)
    if (route === undefined)
      return lost(place.name, `${place.name} has no route to ${plain.destination}: the sender is told at once`)
    if (route.type === 'blackhole')
      return lost(place.name, `${route.decision.text}; what ${place.name} itself sends there fails with EINVAL`)
    const question = { destination: plain.destination, source: under.plain.source }
    return leave(place, { ...under, plain }, route, { question, isOrigin: true })
  }

  function comeIn(place: VirtualPlace, device: VirtualDevice, under: PacketUnderWay): Walked {
    if (under.envelope === undefined) {
      const { source } = under.plain
      if (place.checksSources && device.proxies && lookUp(place.routes, source)?.device !== device.name)
        return lost(
          place.name,
          `${place.name} drops what comes by ${device.name} from ${source}: that is not its pod's`,
        )
      const plain = translated(place, under.plain)
      // The source of an answer is changed back when its route is chosen.
      return typeof plain === 'string' ? lost(place.name, plain) : route(place, device, { plain }, source)
    }
    const { envelope } = under
    const family = familyOf(envelope.destination)
    if (!isOwn(place, envelope.destination)) return route(place, device, under, envelope.source)
    const tunnel = place.devices.find((each) => {
      const { encapsulation, port, local = envelope.destination } = each.tunnel ?? {}
      return encapsulation === envelope.encapsulation && port === envelope.port && familyOf(local) === family
    })
    if (tunnel?.tunnel === undefined)
      return lost(place.name, `${place.name} has no ${envelope.encapsulation} device, and drops what comes in it`)
    if (tunnel.tunnel.senders?.has(envelope.source) === false)
      return lost(
        place.name,
        `${place.name} takes ${envelope.encapsulation} from nodes' addresses only, and ${envelope.source} is none`,
      )
    const inner = { plain: under.plain }
    const link = envelope.encapsulation === 'ipip' ? 'raw' : (envelope.macs ?? {})
    const text = `${envelope.source}'s ${envelope.encapsulation} header ends here`
    addHop(place, tunnel, 'in', inner, link, { decisions: [{ kind: 'encapsulation', text }] })
    return comeIn(place, tunnel, inner)
  }

  function route(place: VirtualPlace, device: VirtualDevice, under: PacketUnderWay, source: string): Walked {
    const { destination, ttl } = outermost(under)
    if (isOwn(place, destination)) return arrive(place, under.plain)
    if (!place.forwards)
      return lost(place.name, `${place.name} forwards nothing, and ${destination} is none of its own`)
    const found = routeAt(place, destination)
    if (found === undefined && place.isHidden)
      return lost(place.name, `it leaves the lab: what becomes of it beyond is not predicted`)
    if (found === undefined)
      return lost(place.name, `${place.name} has no route to ${destination}, and tells ${source} so`)
    if (found.type === 'blackhole') return lost(place.name, found.decision.text)
    if (ttl <= 1) return lost(place.name, `its time to live ends at ${place.name}, which tells ${source} so`)
    const question = { destination, source, inputDevice: device.name }
    return leave(place, forwarded(under), found, { question, isOrigin: false })
  }

  function leave(
    place: VirtualPlace,
    before: PacketUnderWay,
    found: VirtualRoute,
    { question, isOrigin }: { readonly question: Question; readonly isOrigin: boolean },
  ): Walked {
    if (hops.length > MOST_STEPS) return lost(place.name, `it goes round in circles at ${place.name}`)
    const device = place.devices.find(({ name }) => name === found.device)
    if (device === undefined) return lost(place.name, `${place.name} has no device ${found.device}`)
    const next = found.nextHop ?? outermost(before).destination
    const isFirst = before.envelope === undefined && connections.isFirst(place.name, before.plain)
    const changed = isFirst ? masquerade(place, { device, next }, before.plain, marked) : undefined
    marked = undefined
    if (changed) connections.remember(place.name, before.plain, changed.packet)
    const under: PacketUnderWay = changed ? { plain: changed.packet } : before
    if (under.envelope === undefined) connections.see(place.name, under.plain)
    const source = isOrigin ? sourceOf(place, device, found, next) : undefined
    const decisions = [...pending, found.decision, ...(changed ? [changed.decision] : [])]
    pending = []
    if (place.kind === 'node' && found.decision.kind === 'encapsulation') reason ??= found.decision.text
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
    if (outer === undefined) return lost(place.name, `${device.name} knows no node at ${found.nextHop}`)
    const link = outer.encapsulation === 'ipip' ? 'raw' : (outer.macs ?? {})
    addHop(place, device, 'out', under, link, { ...details, router: true })
    tunnels.add(outer.encapsulation)
    const bound = device.tunnel?.underlay
    const outerRoute = lookUp(place.routes, outer.destination, bound)
    if (outerRoute === undefined)
      return lost(place.name, `${place.name} has no route to ${outer.destination}${bound ? ` by ${bound}` : ''}`)
    const carrier = place.devices.find(({ name }) => name === outerRoute.device)
    const next = outerRoute.nextHop ?? outer.destination
    const source = outer.source ?? (carrier && sourceOf(place, carrier, outerRoute, next))
    if (source === undefined) return lost(place.name, `${place.name} has no address for the outer header`)
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
      return lost(place.name, `nobody on the link of ${place.name}:${device.name} answers for ${next}`)
    const destination = neighbour.device.mac
    const macs: Macs = {
      ...(device.mac !== undefined && { source: device.mac }),
      ...(destination !== undefined && { destination }),
    }
    const text = `${next} is ${neighbour.place.name}:${neighbour.device.name}${destination === undefined ? '' : `, ${destination}`}`
    const decisions = [...(details.decisions ?? []), { kind: 'neighbour', text } as const]
    addHop(place, device, 'out', under, macs, { ...details, decisions, router: true })
    for (const { place: name, device: port, motion } of neighbour.steps) {
      const at = network.get(name)
      const passed = at?.devices.find((each) => each.name === port)
      if (at && passed) addHop(at, passed, motion, under, macs, {})
    }
    return comeIn(neighbour.place, neighbour.device, under)
  }

  function arrive(place: VirtualPlace, plain: PlainPacket): Walked {
    return { hops, choices, ...carried(), arrived: { place: place.name, packet: plain } }
  }

  // What a place sends to itself passes `lo`, and no other device.
  function byLoopback(place: VirtualPlace, plain: PlainPacket): Walked {
    const none = '00:00:00:00:00:00'
    const text = `${plain.destination} is an address of ${place.name} itself`
    const question = { destination: plain.destination, source: plain.source }
    addHop(
      place,
      loopback,
      'out',
      { plain },
      { source: none, destination: none },
      {
        route: { device: loopback.name, source: plain.source, question },
        decisions: [...pending, { kind: 'route', text }],
        isOrigin: true,
        router: true,
      },
    )
    pending = []
    return arrive(place, plain)
  }

  /** What a place makes of the addresses of a packet before it routes it; a text for why it ends there. */
  function translated(place: VirtualPlace, plain: PlainPacket): PlainPacket | string {
    const restored = connections.restore(place.name, plain)
    if (restored !== undefined) {
      const text = `an answer to what ${place.name} has changed: ${plain.source} → ${plain.destination} becomes ${restored.source} → ${restored.destination}`
      pending.push({ kind: 'nat', text })
      return restored
    }
    const verdict = plain.message.isRequest ? kubeProxy(place, plain) : undefined
    if (verdict === undefined) return plain
    choices = verdict.endpoints.length
    const end = verdict.endpoints[pick]
    if (end === undefined) return verdict.refusal ?? `${plain.destination} has no endpoint`
    const redirected = { ...plain, destination: end.ip, message: { ...plain.message, port: end.port } }
    connections.remember(place.name, plain, redirected)
    pending.push(end.decision)
    marked = end.masqueraded
    return redirected
  }

  function addHop(
    place: VirtualPlace,
    device: VirtualDevice,
    motion: 'in' | 'out',
    under: PacketUnderWay,
    link: Macs | 'raw',
    { route: chosen, decisions = [], isOrigin = false, router = false }: HopDetails & { readonly router?: boolean },
  ): void {
    if (place.isHidden) return
    const overheadBytes = overheadOf(under)
    hops.push({
      tap: `${place.name}:${device.name}`,
      place: place.name,
      device: device.name,
      motion,
      headers: headersOf(under, link),
      mtuBytes: device.mtuBytes,
      ...(chosen && { route: chosen }),
      decisions,
      overheadBytes,
      checkedBy: router ? 'router' : 'link',
      isOrigin,
      sender: outermost(under).source,
      mayFragment:
        under.envelope !== undefined && !under.envelope.dontFragment && !outermost(under).source.includes(':'),
      isTunnelled: under.envelope !== undefined,
    })
  }
}

type Question = NonNullable<WalkedHop['route']>['question']

interface HopDetails {
  readonly route?: WalkedHop['route']
  readonly decisions?: readonly PathDecision[]
  readonly isOrigin?: boolean
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
