import { sourceFor } from '../network/addresses.ts'
import { deviceWith, isOwn } from '../network/addresses.ts'
import type { VirtualDevice, VirtualPlace } from '../network/place.ts'
import type { PathDecision } from '../../path/prediction.ts'
import { withPorts } from './connections.ts'
import type { PlainPacket } from './packet.ts'

/** A packet with another source, and why. */
export interface Masqueraded {
  readonly packet: PlainPacket
  readonly decision: PathDecision
}

/**
 * What a place makes of the source of a packet that leaves by a device; undefined when it stays.
 *
 * @param marked why kube-proxy masquerades it, when it does.
 */
export function masquerade(
  place: VirtualPlace,
  { device, next }: { readonly device: VirtualDevice; readonly next: string },
  packet: PlainPacket,
  marked?: string,
): Masqueraded | undefined {
  const { source, destination } = packet
  const isOther = isOwn(place, source) && deviceWith(place, source) !== device
  const rule = place.masquerades.find((each) =>
    each.takes({ source, destination, device: device.name, isOwn: isOther }),
  )
  const why = marked ?? rule?.takes({ source, destination, device: device.name, isOwn: isOther })
  const own = sourceFor(place, device, next)
  if (why === undefined || own === undefined || own === source) return undefined
  const isRandom = marked !== undefined || rule?.random === true
  const { message } = packet
  return {
    packet: { ...packet, source: own, message: isRandom ? withPorts(message, undefined, message.port) : message },
    decision: { kind: 'nat', text: `${why}, so the source ${source} becomes ${own}` },
  }
}
