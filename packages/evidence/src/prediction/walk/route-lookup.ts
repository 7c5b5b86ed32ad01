import { cidrContains, familyOf, parseCidr } from '@underlay/configs'
import type { VirtualRoute } from '../network/place.ts'

/** The route of the longest prefix that contains an address; of equal ones the first. */
export function lookUp(routes: readonly VirtualRoute[], address: string, device?: string): VirtualRoute | undefined {
  const family = familyOf(address)
  let best: { readonly route: VirtualRoute; readonly length: number } | undefined
  for (const route of routes) {
    if (device !== undefined && route.device !== device) continue
    const { prefixLength, family: own } = parseCidr(route.destination)
    if (own !== family || prefixLength <= (best?.length ?? -1) || !cidrContains(route.destination, address)) continue
    best = { route, length: prefixLength }
  }
  return best?.route
}
