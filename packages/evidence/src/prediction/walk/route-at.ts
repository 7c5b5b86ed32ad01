import { hostOf, sourceFor } from '../network/addresses.ts'
import type { VirtualDevice, VirtualPlace, VirtualRoute } from '../network/place.ts'
import { PredictionError } from '../prediction-error.ts'
import { lookUp } from './route-lookup.ts'

/**
 * The route by which a place sends to an address, as far as the documents say.
 *
 * @throws PredictionError where the place learns its routes by BGP.
 */
export function routeAt(place: VirtualPlace, destination: string): VirtualRoute | undefined {
  const found = lookUp(place.routes, destination)
  // Of what is told by BGP the documents know nothing; a network of its own no neighbour takes away.
  if (place.learns === undefined || (found !== undefined && found.nextHop === undefined)) return found
  throw new PredictionError(
    `${place.name}'s route to ${destination} is not in the documents: ${place.learns}`,
    `ask the kernel: ip route get ${destination}`,
  )
}

/** The source that a packet gets that begins at a place, and leaves by a route. */
export function sourceOf(
  place: VirtualPlace,
  device: VirtualDevice,
  { source }: VirtualRoute,
  next: string,
): string | undefined {
  return source === undefined ? sourceFor(place, device, next) : hostOf(source)
}
