import { u32 } from '../bytes/big-endian.ts'
import { keptPlace, keptPlaces } from '../bytes/kept-texts.ts'
import { DecodedLayer } from '../layers/decoded-layer.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import type { Endpoints } from './row.ts'
import type { TextBytes } from './text-bytes.ts'

// Rows of a conversation share their ends: what is kept of a row is then less than half, and collecting it cost most.
const kept: (Endpoints | undefined)[] = Array.from({ length: keptPlaces })

/** The two ends as text; the same object for the same ends of IP headers, as long as it is kept. */
export function endpointsOf(ends: Ends): Endpoints {
  if (!(ends instanceof DecodedLayer)) return ends
  const { protocol, bytes, start } = ends
  if (protocol === ip) {
    const ttl = ip.fields['ip.ttl'](bytes, start)
    const place = keptPlace(u32(bytes, start + 12) + 3 * u32(bytes, start + 16) + 5 * ttl)
    return keep(place, ip.fields['ip.src'](bytes, start), ip.fields['ip.dst'](bytes, start), ttl)
  }
  const ttl = ipv6.fields['ipv6.hlim'](bytes, start)
  const place = keptPlace(u32(bytes, start + 20) + 3 * u32(bytes, start + 36) + 5 * ttl)
  return keep(place, ipv6.fields['ipv6.src'](bytes, start), ipv6.fields['ipv6.dst'](bytes, start), ttl)
}

function keep(place: number, source: string, destination: string, ttl: number): Endpoints {
  const found = kept[place]
  if (found?.source === source && found.destination === destination && found.ttl === ttl) return found
  const ends = Object.freeze({ source, destination, ttl })
  kept[place] = ends
  return ends
}

/** Two ends, or the IP header that has them: its text is made where it is needed. */
export type Ends = Endpoints | DecodedLayer

/** `10.1.5.10 → 10.1.8.10`. */
export function putEnds(ends: Ends, out: TextBytes): void {
  if (!(ends instanceof DecodedLayer)) {
    if (ends.source !== '' || ends.destination !== '') out.put(ends.source).putArrow().put(ends.destination)
    return
  }
  const { protocol, bytes, start } = ends
  if (protocol === ip)
    out
      .putIpv4(bytes, start + 12)
      .putArrow()
      .putIpv4(bytes, start + 16)
  else out.put(ipv6.fields['ipv6.src'](bytes, start)).putArrow().put(ipv6.fields['ipv6.dst'](bytes, start))
}

/** Time to live or hop limit. */
export function ttlOf(ends: Ends): number | undefined {
  if (!(ends instanceof DecodedLayer)) return ends.ttl
  const { protocol, bytes, start } = ends
  return protocol === ip ? ip.fields['ip.ttl'](bytes, start) : ipv6.fields['ipv6.hlim'](bytes, start)
}
