import { u32 } from '../bytes/big-endian.ts'
import { keptPlace, keptPlaces } from '../bytes/kept-texts.ts'
import type { DecodedLayer } from '../layers/decoded-layer.ts'
import { ip } from '../protocols/ip.ts'
import { ipv6 } from '../protocols/ipv6.ts'
import type { Endpoints } from './row.ts'

// Rows of a conversation share their ends: what is kept of a row is then less than half, and collecting it cost most.
const kept: (Endpoints | undefined)[] = Array.from({ length: keptPlaces })

/** The two ends of an IP header; the same object for the same ends, as long as it is kept. */
export function networkEndpoints({ protocol, bytes, start }: DecodedLayer): Endpoints {
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
