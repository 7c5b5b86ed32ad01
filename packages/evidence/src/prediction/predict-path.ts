import { familyOf, type IpFamily } from '@underlay/configs'
import type { PathLab } from '../path/path-lab.ts'
import type { PathPrediction, PathTraffic, PredictedHop, PredictedPath, PredictedWay } from '../path/prediction.ts'
import { addressFor, placeNamed, placeNameOf, placeOfAddress } from './find-end.ts'
import { sourceFor } from './network/addresses.ts'
import { notesAt, virtualNetwork } from './network/virtual-network.ts'
import type { VirtualNetwork, VirtualPlace } from './network/place.ts'
import { PredictionError } from './prediction-error.ts'
import { largestPacket, roomAt } from './size/largest-packet.ts'
import { Connections } from './walk/connections.ts'
import { freshPacket, type Message, type PlainPacket } from './walk/packet.ts'
import { lookUp } from './walk/route-lookup.ts'
import { kubeProxyOf, type KubeProxy } from './walk/kube-proxy.ts'
import type { TranslationOptions } from './walk/translate.ts'
import { walk } from './walk/walk.ts'
import type { Walked } from './walk/walked.ts'

/** How to predict. */
export interface PredictOptions {
  /** Which of the ends' addresses; default the first that both have. */
  readonly family?: IpFamily
}

/**
 * What a packet from one place to another should meet, and its answer: every interface with the packet's headers there, why
 * it goes on as it does, what it may weigh, and where it is lost.
 *
 * Nothing is sent and nobody is asked: all follows from the lab's documents, and from what was given to its pods and Services.
 *
 * @param from A place: `pod/app-worker`, `control-plane`, `gw0`, `outside`.
 * @param to A place, an address, or a Service as `namespace/name`.
 * @param traffic Default an ICMP echo.
 * @throws {@link PredictionError} when an end is unknown, or the documents do not say what happens.
 * @example
 * ```ts
 * const { paths } = predictPath(lab, 'pod/app-control-plane', 'pod/app-worker2')
 * paths[0]?.forward.reason // "IPIP CrossSubnet: 10.1.8.10 is outside of control-plane's 10.1.5.10/24, so ipip"
 * ```
 */
export function predictPath(
  lab: PathLab,
  from: string,
  to: string,
  traffic: PathTraffic = { protocol: 'icmp' },
  { family }: PredictOptions = {},
): PathPrediction {
  const network = networkOf(lab)
  const sender = placeNamed(network, placeNameOf(lab, from))
  const address = addressFor(lab, network, { from: sender, to, traffic, ...(family !== undefined && { family }) })
  refuseUndescribed(sender, address, lab)
  const request = freshPacket(sourceTo(sender, address), address, requestOf(traffic))
  const kubeProxy = kubeProxyOf(lab, network)
  const first = predictOne(network, kubeProxy, sender, request, 0)
  const others = Array.from({ length: Math.max(0, first.choices - 1) }, (_, index) =>
    predictOne(network, kubeProxy, sender, request, index + 1),
  )
  const paths = [first, ...others].map(({ path }) => path)
  const undescribed = [...network.values()].filter(({ isHidden }) => isHidden).map(({ name }) => name)
  const notes = notesAt(lab, placesOn(paths))
  return { from, to, traffic, paths, notes, ...(undescribed.length > 0 && { undescribed }) }
}

// Of Docker's network the documents know who is there, and not as whom the world beyond speaks in it.
function refuseUndescribed(sender: VirtualPlace, destination: string, { fabric }: PathLab): void {
  if (!sender.isHidden || lookUp(sender.routes, destination)?.device === fabric?.management.bridge) return
  throw new PredictionError(
    `by which address ${sender.name} sends to ${destination} is in no document`,
    'underlay trace shows it, or tracePath(cluster, from, to)',
  )
}

function placesOn(paths: readonly PredictedPath[]): ReadonlySet<string> {
  const hops = paths.flatMap(({ forward, reverse }) => [...forward.hops, ...reverse.hops])
  return new Set(hops.map(({ place }) => place))
}

// A matrix asks for hundreds of paths of one lab, and making its network takes ten times as long as walking it.
const networks = new WeakMap<PathLab, VirtualNetwork>()

function networkOf(lab: PathLab): VirtualNetwork {
  const known = networks.get(lab) ?? virtualNetwork(lab)
  networks.set(lab, known)
  return known
}

function requestOf(traffic: PathTraffic): Message {
  if (traffic.protocol === 'icmp') return { protocol: 'icmp', isRequest: true }
  const { protocol, port, sourcePort } = traffic
  return { protocol, isRequest: true, port, ...(sourcePort !== undefined && { sourcePort }) }
}

// What the kernel chooses for a socket that is bound to nothing.
function sourceTo(place: VirtualPlace, destination: string): string {
  const route = lookUp(place.routes, destination)
  const device = place.devices.find(({ name }) => name === route?.device) ?? place.devices[0]
  const next = route?.nextHop ?? destination
  const source = route?.source ?? (device && sourceFor(place, device, next))
  if (source !== undefined) return source
  throw new PredictionError(`${place.name} has no address of IPv${familyOf(destination)} to send from`)
}

function predictOne(
  network: VirtualNetwork,
  kubeProxy: KubeProxy,
  sender: VirtualPlace,
  request: PlainPacket,
  pick: number,
): { readonly path: PredictedPath; readonly choices: number } {
  const meets = { connections: new Connections(), kubeProxy }
  const there = walk(network, sender, request, { ...meets, pick })
  const endpoint = there.arrived?.packet.destination ?? request.destination
  const reverse = wayOf('reverse', walkBack(network, there, endpoint, meets))
  return { path: { endpoint, forward: wayOf('forward', there), reverse }, choices: there.choices }
}

function walkBack(network: VirtualNetwork, there: Walked, endpoint: string, meets: TranslationOptions): Walked {
  const last = there.arrived?.packet
  const place = there.arrived ? network.get(there.arrived.place) : undefined
  if (place === undefined || last === undefined) {
    const at = there.lost?.at ?? placeOfAddress(network, endpoint)?.name ?? endpoint
    return {
      hops: [],
      choices: 1,
      encapsulation: 'none',
      lost: { at, reason: 'nothing arrives that could be answered' },
    }
  }
  const { protocol, sourcePort, port } = last.message
  const answer: Message = {
    protocol,
    isRequest: false,
    ...(port !== undefined && { sourcePort: port }),
    ...(sourcePort !== undefined && { port: sourcePort }),
  }
  return walk(network, place, freshPacket(last.destination, last.source, answer), meets)
}

function wayOf(direction: PredictedWay['direction'], walked: Walked): PredictedWay {
  const { bytes, oneByteMore } = largestPacket(walked)
  const { encapsulation, reason, lost } = walked
  return {
    direction,
    hops: walked.hops.map((hop): PredictedHop => {
      const { tap, place, device, motion, headers, mtuBytes, route, decisions } = hop
      const mtuLeftBytes = roomAt(hop) - bytes
      return { tap, place, device, motion, headers, mtuBytes, mtuLeftBytes, ...(route && { route }), decisions }
    }),
    encapsulation,
    reason: reason ?? 'no rule of a CNI is about it',
    ...(lost && { lost }),
    largestPacketBytes: bytes,
    oneByteMore,
  }
}
