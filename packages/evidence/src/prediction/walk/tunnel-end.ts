import { familyOf } from '@underlay/configs'
import type { VirtualDevice, VirtualPlace } from '../network/place.ts'
import type { Envelope } from './packet.ts'

/** The device of a place that takes a tunnel's header off, or why none does. */
export function tunnelEnd(
  place: VirtualPlace,
  { encapsulation: kind, source, destination, port: to }: Envelope,
): { readonly device: VirtualDevice } | { readonly refusal: string } {
  const family = familyOf(destination)
  const device = place.devices.find((each) => {
    const { encapsulation, port, local = destination } = each.tunnel ?? {}
    return encapsulation === kind && port === to && familyOf(local) === family
  })
  if (device?.tunnel === undefined)
    return { refusal: `${place.name} has no ${kind} device, and drops what comes in it` }
  if (device.tunnel.senders?.has(source) !== false) return { device }
  return { refusal: `${place.name} takes ${kind} from nodes' addresses only, and ${source} is none` }
}
